import type { Acceptance, GIFT_HEADER, Gift, GiftList, GiftRequest } from '@tiketi/contracts/gift'
import type Type from 'typebox'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

// The name alone: schemas do not belong into a page's script.
const HEADER: typeof GIFT_HEADER = 'tiketi-gift'

const root = '/api/reservation'

export const listGifts = (signal: AbortSignal) => ask<GiftList>(`${root}/gifts`, { signal, fresh: true })

export const getGift = (id: string, token: string | null, signal: AbortSignal) =>
  ask<Gift>(`${root}/gifts/${id}`, { signal, fresh: true, ...(token && { headers: { [HEADER]: token } }) })

export const offerGift = (ticketId: string, request: GiftRequest) =>
  write(`offer.${ticketId}.${request.email ?? ''}`, `/tickets/${ticketId}/gifts`, request)

export const acceptGift = (id: string, token: string) =>
  write(`accept.${id}`, `/gifts/${id}/accept`, { token } satisfies Type.Static<typeof Acceptance>)

export const withdrawGift = (id: string) => write(`withdraw.${id}`, `/gifts/${id}/withdraw`)

export const returnGift = (id: string) => write(`return.${id}`, `/gifts/${id}/return`)

function write(act: string, path: string, body?: object): Promise<Gift> {
  return actOnce(`gift.${act}`, (key) =>
    ask<Gift>(`${root}${path}`, { method: 'POST', headers: { 'idempotency-key': key }, ...(body && { body }) }),
  )
}
