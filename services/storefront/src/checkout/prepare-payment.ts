import type { PreparedPayment } from '@tiketi/contracts/payment'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

export function preparePayment(reservationId: string, virtualAccount: boolean): Promise<PreparedPayment> {
  return actOnce(`pay.${reservationId}${virtualAccount ? '.deposit' : ''}`, (key) =>
    ask<PreparedPayment>('/api/payment/payments', {
      method: 'POST',
      body: { reservationId, ...(virtualAccount && { virtualAccount }) },
      headers: { 'idempotency-key': key },
    }),
  )
}
