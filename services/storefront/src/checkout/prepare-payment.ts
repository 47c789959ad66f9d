import type { PreparedPayment, PrepareRequest } from '@tiketi/contracts/payment'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

type Chosen = Required<Pick<PrepareRequest, 'points' | 'virtualAccount'>>

export function preparePayment(reservationId: string, { points, virtualAccount }: Chosen): Promise<PreparedPayment> {
  return actOnce(`pay.${reservationId}.${points}${virtualAccount ? '.deposit' : ''}`, (key) =>
    ask<PreparedPayment>('/api/payment/payments', {
      method: 'POST',
      body: { reservationId, ...(points > 0 && { points }), ...(virtualAccount && { virtualAccount }) },
      headers: { 'idempotency-key': key },
    }),
  )
}
