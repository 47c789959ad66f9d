import type { Voucher, VoucherList, VoucherTerms, VoucherUses } from '@tiketi/contracts/voucher'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

const listOf = (eventId: string) => `/api/event/organiser/events/${eventId}/vouchers`

export const listVouchers = (eventId: string, signal: AbortSignal) =>
  ask<VoucherList>(listOf(eventId), { signal, fresh: true })

export const readUses = (eventId: string, signal: AbortSignal) =>
  ask<VoucherUses>(`/api/reservation/organiser/events/${eventId}/voucher-uses`, { signal, fresh: true })

export const makeVoucher = (eventId: string, terms: VoucherTerms) =>
  actOnce(`voucher.${eventId}.${JSON.stringify(terms)}`, (key) =>
    ask<Voucher>(listOf(eventId), { method: 'POST', body: terms, headers: { 'idempotency-key': key } }),
  )
