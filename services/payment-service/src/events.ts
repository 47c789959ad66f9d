import { handlers, together } from '@tiketi/kit/consume'
import { refundPayment, refundTickets } from './owe-refund.ts'

export const eventHandlers = handlers<'payment'>({
  'reservation.capture-refused': (em, { paymentId }) => refundPayment(em, paymentId),
  'reservation.refunded': together(refundTickets),
})
