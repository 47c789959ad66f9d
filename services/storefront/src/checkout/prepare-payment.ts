import type { PreparedPayment } from '@tiketi/contracts/payment'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

export function preparePayment(reservationId: string): Promise<PreparedPayment> {
  return actOnce(`pay.${reservationId}`, (key) =>
    ask<PreparedPayment>('/api/payment/payments', {
      method: 'POST',
      body: { reservationId },
      headers: { 'idempotency-key': key },
    }),
  )
}
