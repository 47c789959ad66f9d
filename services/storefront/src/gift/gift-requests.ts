import { type Acceptance, GIFT_HEADER, type Gift, type GiftList, type GiftRequest } from '@tiketi/contracts/gift'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

const root = '/api/reservation'

export const listGifts = (signal: AbortSignal) => ask<GiftList>(`${root}/gifts`, { signal, fresh: true })

export const getGift = (id: string, token: string | null, signal: AbortSignal) =>
  ask<Gift>(`${root}/gifts/${id}`, { signal, fresh: true, ...(token && { headers: { [GIFT_HEADER]: token } }) })

export const offerGift = (ticketId: string, request: GiftRequest) =>
  write(`offer.${ticketId}.${request.email ?? ''}`, `/tickets/${ticketId}/gifts`, request)

export const acceptGift = (id: string, token: string) =>
  write(`accept.${id}`, `/gifts/${id}/accept`, { token } satisfies Acceptance)

export const withdrawGift = (id: string) => write(`withdraw.${id}`, `/gifts/${id}/withdraw`)

export const returnGift = (id: string) => write(`return.${id}`, `/gifts/${id}/return`)

function write(act: string, path: string, body?: object): Promise<Gift> {
  return actOnce(`gift.${act}`, (key) =>
    ask<Gift>(`${root}${path}`, { method: 'POST', headers: { 'idempotency-key': key }, ...(body && { body }) }),
  )
}
