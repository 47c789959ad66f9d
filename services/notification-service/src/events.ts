import { handlers, together } from '@tiketi/kit/consume'
import { oweGiftMails } from './owe-gift-mails.ts'
import { oweMail } from './owe-mail.ts'

export const eventHandlers = handlers<'notification'>({
  'account.registered': (em, { userId }, { id }) =>
    oweMail(em, { reason: `verify:${id}`, kind: 'verify', subjectId: userId }),
  'account.register-repeated': (em, { userId }, { id }) =>
    oweMail(em, { reason: `register-repeated:${id}`, kind: 'register-repeated', subjectId: userId }),
  'account.reset-requested': (em, { resetId }) =>
    oweMail(em, { reason: `reset:${resetId}`, kind: 'reset', subjectId: resetId }),
  'reservation.confirmed': (em, { reservationId, personId }) =>
    oweMail(em, { reason: `ticket:${reservationId}`, kind: 'ticket', subjectId: reservationId, personId }),
  'gift.moved': (em, moved) => oweGiftMails(em, moved),
  // Another offer to the same person is another reason.
  'waiting.offered': (em, { waitingId, personId }, { id }) =>
    oweMail(em, { reason: `waiting-offer:${id}`, kind: 'waiting-offer', subjectId: waitingId, personId }),
  'payment.refunded': together((em, refunds) =>
    oweMail(
      em,
      ...refunds.map(({ paymentId, reservationId, personId, amountWon, refundId, by }) => ({
        reason: `refund:${refundId ?? paymentId}`,
        kind: 'refund' as const,
        subjectId: refundId ? reservationId : paymentId,
        personId,
        data: { amountWon, ...(by && { by }) },
      })),
    ),
  ),
})
