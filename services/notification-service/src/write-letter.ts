import { Contact, ResetContact } from '@tiketi/contracts/auth'
import { GiftForMail } from '@tiketi/contracts/gift'
import { OrderForMail } from '@tiketi/contracts/reservation'
import { OfferForMail } from '@tiketi/contracts/waiting'
import type { Ask } from '@tiketi/kit/ask'
import type { Mail } from './mail.ts'
import { type Composed, layOut } from './mails/layout.ts'
import { orderRefundMail } from './mails/order-refund.ts'
import { refundMail } from './mails/refund.ts'
import { registerRepeatedMail } from './mails/register-repeated.ts'
import { resetMail } from './mails/reset.ts'
import { ticketMail } from './mails/ticket.ts'
import { verifyMail } from './mails/verify.ts'
import { waitingOfferMail } from './mails/waiting-offer.ts'
import type { Letter } from './post-office.ts'
import { writeGiftLetter } from './write-gift-letter.ts'

interface Writing {
  ask: Ask
  publicUrl: string
}

/** The letter of a mail as things stand now, or nothing when it has no purpose any more. */
export async function writeLetter(
  { ask, publicUrl }: Writing,
  mail: Mail,
): Promise<Omit<Letter, 'messageId'> | undefined> {
  const contactOf = (userId: string) => ask('auth', 'GET', `/internal/users/${userId}`, { answer: Contact })
  const address = ({ email, locale }: Pick<Contact, 'email' | 'locale'>, composed: Composed) => ({
    to: email,
    ...layOut(locale, composed),
  })

  switch (mail.kind) {
    case 'gift-offered':
    case 'gift-accepted':
    case 'gift-received':
    case 'gift-lapsed':
    case 'gift-returned':
    case 'gift-void': {
      const gift = await ask('reservation', 'GET', `/internal/gifts/${mail.subjectId}`, { answer: GiftForMail })
      const letter = await writeGiftLetter(contactOf, { kind: mail.kind, id: mail.subjectId, gift, publicUrl })
      return letter && address(letter.to, letter.composed)
    }
    case 'verify': {
      const contact = await contactOf(mail.subjectId)
      // Verified in the meantime: the link would only confuse.
      if (!contact.verifyToken) return undefined
      return address(
        contact,
        verifyMail(contact, `${publicUrl}/verify#token=${encodeURIComponent(contact.verifyToken)}`),
      )
    }
    case 'register-repeated': {
      const contact = await contactOf(mail.subjectId)
      return address(contact, registerRepeatedMail(contact, publicUrl))
    }
    case 'reset': {
      const contact = await ask('auth', 'GET', `/internal/resets/${mail.subjectId}`, { answer: ResetContact })
      return address(contact, resetMail(contact, `${publicUrl}/reset#token=${encodeURIComponent(contact.token)}`))
    }
    case 'ticket': {
      const order = await ask('reservation', 'GET', `/internal/orders/${mail.subjectId}`, { answer: OrderForMail })
      const contact = await contactOf(order.personId)
      return address(contact, ticketMail(contact, order, `${publicUrl}/orders/${order.id}`))
    }
    case 'waiting-offer': {
      const { personId, offer } = await ask('reservation', 'GET', `/internal/offers/${mail.subjectId}`, {
        answer: OfferForMail,
      })
      // Answered or over in the meantime.
      if (!offer) return undefined
      const contact = await contactOf(personId)
      const url = `${publicUrl}/events/${offer.eventId}/performances/${offer.performanceId}/waiting-list`
      return address(contact, waitingOfferMail(contact, { offer, url }))
    }
    case 'refund': {
      const contact = await contactOf(mail.personId!)
      const { amountWon, by } = mail.data
      if (!by) return address(contact, refundMail(contact, amountWon!))
      const order = await ask('reservation', 'GET', `/internal/orders/${mail.subjectId}`, { answer: OrderForMail })
      const url = `${publicUrl}/orders/${order.id}`
      return address(contact, orderRefundMail(contact, { order, amountWon: amountWon!, by, url }))
    }
  }
}
