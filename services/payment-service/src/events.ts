import { handlers } from '@tiketi/kit/consume'
import { refundPayment } from './refund-payment.ts'

export const eventHandlers = handlers<'payment'>({
  'reservation.capture-refused': (em, { paymentId }) =>
    refundPayment(em, paymentId, 'its seats are not there any more'),
})
