import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { Hold } from '@tiketi/contracts/reservation'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

interface HoldSeats {
  performanceId: string
  seats: readonly number[]
  /** Places in each standing area. */
  standing: readonly number[]
  pass: string | undefined
}

export function holdSeats({ performanceId, seats, standing, pass }: HoldSeats): Promise<Hold> {
  const sorted = seats.toSorted((a, b) => a - b)
  const areas = standing.flatMap((places, area) => (places > 0 ? [{ area, places }] : []))
  const wish = [...sorted, ...areas.map(({ area, places }) => `${area}x${places}`)].join('.')
  return actOnce(`hold.${performanceId}.${wish}`, (key) =>
    ask<Hold>('/api/reservation/holds', {
      method: 'POST',
      body: { performanceId, seats: sorted, ...(areas.length > 0 && { standing: areas }) },
      headers: { 'idempotency-key': key, ...(pass ? { [PASS_HEADER]: pass } : {}) },
    }),
  )
}
