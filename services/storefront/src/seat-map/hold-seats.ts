import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { Hold } from '@tiketi/contracts/reservation'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

interface HoldSeats {
  performanceId: string
  seats: readonly number[]
  pass: string | undefined
}

export function holdSeats({ performanceId, seats, pass }: HoldSeats): Promise<Hold> {
  const sorted = seats.toSorted((a, b) => a - b)
  return actOnce(`hold.${performanceId}.${sorted.join('.')}`, (key) =>
    ask<Hold>('/api/reservation/holds', {
      method: 'POST',
      body: { performanceId, seats: sorted },
      headers: { 'idempotency-key': key, ...(pass ? { [PASS_HEADER]: pass } : {}) },
    }),
  )
}
