import type { OnSale } from '@tiketi/contracts/event'
import type { PresaleEntry } from '@tiketi/contracts/presale'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

const path = (eventId: string) => `/api/reservation/events/${eventId}/presale`

export const readPresaleEntry = (eventId: string, signal?: AbortSignal) =>
  ask<PresaleEntry>(path(eventId), { signal, fresh: true })

export const enterPresale = (eventId: string, code: string) =>
  actOnce(`presale.${eventId}.${code}`, (key) =>
    ask<PresaleEntry>(path(eventId), { method: 'POST', body: { code }, headers: { 'idempotency-key': key } }),
  )

/** The window of sale that is a buyer's now: the presale until its end for whoever entered it, else the sale. */
export function saleFor(onSale: OnSale, entered: boolean, now: number): OnSale {
  const { presale } = onSale
  if (!entered || !presale || now >= Date.parse(presale.closesAt)) return onSale
  const { id, opensAt, closesAt } = presale
  return { ...onSale, id, opensAt, closesAt }
}
