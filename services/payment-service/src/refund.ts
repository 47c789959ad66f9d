import { defineEntity } from '@mikro-orm/postgresql'
import type { RefundedBy } from '@tiketi/contracts/refund'

/** Why money goes back. */
export type RefundReason = 'seats-gone' | RefundedBy

/** What the bank writes beside it, for the payer to read. */
const TOLD: Record<RefundReason, string> = {
  'seats-gone': '좌석을 확보하지 못해 전액 환불합니다.',
  buyer: '고객 요청으로 환불합니다.',
  organiser: '공연이 취소되거나 변경되어 환불합니다.',
}

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  properties: (p) => ({
    id: p.uuid().primary(),
    paymentId: p.uuid(),
    amountWon: p.integer(),
    reason: p.string().$type<RefundReason>(),
    state: p.string().$type<'due' | 'returned'>(),
    attempt: p.integer(),
    lastAnswer: p.string().nullable(),
  }),
})

/** Money that is owed to a payer, a part of one payment or all of it. Of one payment they are returned one after another. */
export class Refund extends RefundSchema.class {
  /** The bank tells it from every other try by this key; it changes only after a definite answer. */
  key(): string {
    return `refund:${this.id}:${this.attempt}`
  }

  told(): string {
    return TOLD[this.reason]
  }
}
RefundSchema.setClass(Refund)
