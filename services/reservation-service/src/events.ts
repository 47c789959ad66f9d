import { OnSaleForService, PerformanceForSale } from '@tiketi/contracts/event'
import { Voucher } from '@tiketi/contracts/voucher'
import type { Ask } from '@tiketi/kit/ask'
import { handlers, together } from '@tiketi/kit/consume'
import type { Log } from '@tiketi/kit/log'
import { confirmReservation } from './confirm-reservation.ts'
import { declinePayment } from './decline-payment.ts'
import { noteRefundsReturned } from './note-refund-returned.ts'
import { revokePasses } from './revoke-passes.ts'
import { storeOnSale } from './store-on-sale.ts'
import { storePerformance } from './store-performance.ts'
import { suspendOrder } from './suspend-order.ts'
import { storeVoucher } from './voucher.ts'

export function eventHandlers(ask: Ask, log: Log) {
  return handlers<'reservation'>({
    'performance.published': async (em, { performanceId }) =>
      storePerformance(
        em,
        await ask('event', 'GET', `/internal/performances/${performanceId}`, { answer: PerformanceForSale }),
      ),
    'onsale.changed': async (em, { onSaleId }) =>
      storeOnSale(em, await ask('event', 'GET', `/internal/on-sales/${onSaleId}`, { answer: OnSaleForService })),
    'voucher.made': async (em, { voucherId }) =>
      storeVoucher(em, await ask('event', 'GET', `/internal/vouchers/${voucherId}`, { answer: Voucher })),
    'onsale.passes-revoked': (em, revoked) => revokePasses(em, revoked),
    'payment.captured': (em, captured) => confirmReservation(em, log, captured),
    'payment.refunded': together(noteRefundsReturned),
    'payment.deposit-reversed': (em, reversed) => suspendOrder(em, reversed),
    'payment.declined': (em, declined) => declinePayment(em, declined),
  })
}
