import type { Settlement, Unsettled } from '@tiketi/contracts/payment'
import { actOnce } from '../api/idempotency-key.ts'
import { ask, askFile } from '../session/ask.ts'

const settlementOf = (eventId: string) => `/api/payment/organiser/events/${eventId}/settlement`

export const readSettlement = (eventId: string, signal: AbortSignal) =>
  ask<Settlement>(settlementOf(eventId), { signal, fresh: true })

/** The file needs the access token, which a plain link cannot carry. */
export async function downloadSettlement(eventId: string): Promise<void> {
  const address = URL.createObjectURL(await (await askFile(`${settlementOf(eventId)}.csv`)).blob())
  const link = document.createElement('a')
  link.href = address
  link.download = `settlement-${eventId}.csv`
  link.click()
  URL.revokeObjectURL(address)
}

export const listUnsettled = (signal: AbortSignal) =>
  ask<Unsettled>('/api/payment/finance/unsettled', { signal, fresh: true })

export const actOn = (id: string, verb: 'look-now' | 'settle-by-hand', reason: string) =>
  actOnce(`${verb}.${id}.${reason}`, (key) =>
    ask(`/api/payment/finance/unsettled/${id}/${verb}`, {
      method: 'POST',
      body: { reason },
      headers: { 'idempotency-key': key },
    }),
  )
