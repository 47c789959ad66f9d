import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { BestHoldRequest, Hold, HoldChange } from '@tiketi/contracts/reservation'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

/** What a buyer picked on the map: seats, and places in each standing area. */
export interface Picked {
  seats: readonly number[]
  standing: readonly number[]
}

export function holdSeats(performanceId: string, picked: Picked, pass: string | undefined): Promise<Hold> {
  const body = { performanceId, ...placesOf(picked) }
  return actOnce(`hold.${performanceId}.${wordOf(picked)}`, (key) =>
    ask<Hold>('/api/reservation/holds', { method: 'POST', body, headers: headersOf(key, pass) }),
  )
}

/** The best seats side by side that are left when the service looks. */
export function holdBest(body: BestHoldRequest, pass: string | undefined): Promise<Hold> {
  const { performanceId, count, grade = '', wheelchairs = 0 } = body
  return actOnce(`best.${performanceId}.${count}.${grade}.${wheelchairs}`, (key) =>
    ask<Hold>('/api/reservation/best-holds', { method: 'POST', body, headers: headersOf(key, pass) }),
  )
}

export function addToHold(holdId: string, picked: Picked, pass: string | undefined): Promise<Hold> {
  return change(`add.${holdId}.${wordOf(picked)}`, holdId, { add: placesOf(picked) }, pass)
}

export function dropFromHold(holdId: string, picked: Picked): Promise<Hold> {
  return change(`drop.${holdId}.${wordOf(picked)}`, holdId, { drop: placesOf(picked) })
}

function change(act: string, holdId: string, body: HoldChange, pass?: string): Promise<Hold> {
  return actOnce(act, (key) =>
    ask<Hold>(`/api/reservation/holds/${holdId}`, { method: 'PATCH', body, headers: headersOf(key, pass) }),
  )
}

function placesOf({ seats, standing }: Picked) {
  const areas = areasOf(standing)
  return { seats: seats.toSorted((a, b) => a - b), ...(areas.length > 0 && { standing: areas }) }
}

function wordOf({ seats, standing }: Picked): string {
  const areas = areasOf(standing).map(({ area, places }) => `${area}x${places}`)
  return [...seats.toSorted((a, b) => a - b), ...areas].join('.')
}

function areasOf(standing: readonly number[]) {
  return standing.flatMap((places, area) => (places > 0 ? [{ area, places }] : []))
}

function headersOf(key: string, pass: string | undefined) {
  return { 'idempotency-key': key, ...(pass ? { [PASS_HEADER]: pass } : {}) }
}
