import { defineEntity } from '@mikro-orm/postgresql'
import type { RefundedBy } from '@tiketi/contracts/refund'

/** What became of a gift, and whom that is told. */
export type GiftMailKind =
  | 'gift-offered'
  | 'gift-accepted'
  | 'gift-received'
  | 'gift-lapsed'
  | 'gift-returned'
  | 'gift-void'

export type MailKind = 'verify' | 'register-repeated' | 'reset' | 'ticket' | 'refund' | 'waiting-offer' | GiftMailKind

/** What the event said that nobody can be asked for later. */
export interface MailData {
  amountWon?: number
  /** Who gave tickets back; without, the seats were gone before they were sold. */
  by?: RefundedBy
}

const MailSchema = defineEntity({
  name: 'Mail',
  tableName: 'mail',
  properties: (p) => ({
    id: p.uuid().primary(),
    /** What it is sent for; one mail a reason. */
    reason: p.string(),
    kind: p.string().$type<MailKind>(),
    /** The account, reset, order, payment, gift or entry of a waiting list that it is about. */
    subjectId: p.uuid(),
    personId: p.uuid().nullable(),
    data: p.json<MailData>(),
    state: p.string().$type<'waiting' | 'sent' | 'dropped' | 'dead'>(),
    attempts: p.integer(),
    lastError: p.string().nullable(),
    createdAt: p.datetime(),
  }),
})

/** A mail that is owed. It holds ids only: names, addresses and tokens are asked for when it is sent. */
export class Mail extends MailSchema.class {
  /** The same for every try, so that a mail sent twice after a crash is one mail to the reader's program (RFC 5322 §3.6.4). */
  messageId(domain: string): string {
    return `<${this.id}@${domain}>`
  }
}
MailSchema.setClass(Mail)
