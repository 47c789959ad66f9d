import Type from 'typebox'
import { GiftState } from './gift.ts'
import { RefundedBy } from './refund.ts'
import type { ServiceName } from './routes.ts'
import { Id, Instant, strict, Won } from './schema.ts'

/**
 * Every event that one service tells others: its payload, who publishes it and who handles it. Payloads carry ids and versions;
 * a consumer asks the owner for the rest. Handlers may see events twice and in any order.
 */
export const events = {
  'account.registered': { data: strict({ userId: Id }), publisher: 'auth', consumers: ['notification'] },
  /** Somebody asked for an account under an address that has one: its owner is told, the asker is not. */
  'account.register-repeated': { data: strict({ userId: Id }), publisher: 'auth', consumers: ['notification'] },
  'account.reset-requested': { data: strict({ resetId: Id }), publisher: 'auth', consumers: ['notification'] },

  'event.changed': { data: strict({ eventId: Id, version: Type.Integer() }), publisher: 'event', consumers: ['event'] },
  'performance.published': {
    data: strict({ performanceId: Id, version: Type.Integer() }),
    publisher: 'event',
    consumers: ['reservation'],
  },
  'onsale.changed': {
    data: strict({ onSaleId: Id, version: Type.Integer() }),
    publisher: 'event',
    consumers: ['queue', 'reservation'],
  },

  'voucher.made': { data: strict({ voucherId: Id }), publisher: 'event', consumers: ['reservation'] },

  /** Passes of this sale that were given before the instant are worth nothing any more. */
  'onsale.passes-revoked': {
    data: strict({ onSaleId: Id, passesFrom: Instant }),
    publisher: 'queue',
    consumers: ['reservation'],
  },

  'reservation.held': {
    data: strict({ reservationId: Id, onSaleId: Id, personId: Id, seats: Type.Integer() }),
    publisher: 'reservation',
    consumers: ['queue'],
  },
  'reservation.released': {
    data: strict({ reservationId: Id, onSaleId: Id, personId: Id, seats: Type.Integer() }),
    publisher: 'reservation',
    consumers: ['queue'],
  },
  'reservation.confirmed': {
    data: strict({ reservationId: Id, onSaleId: Id, personId: Id, seats: Type.Integer() }),
    publisher: 'reservation',
    consumers: ['queue', 'notification'],
  },
  /** Money came in for seats that are no longer there: payment-service gives it back. */
  'reservation.capture-refused': {
    data: strict({ reservationId: Id, paymentId: Id }),
    publisher: 'reservation',
    consumers: ['payment'],
  },

  /** Tickets were given back, and their places are free: so much of what was paid for them is owed. */
  'reservation.refunded': {
    data: strict({
      refundId: Id,
      reservationId: Id,
      paymentId: Id,
      by: RefundedBy,
      priceWon: Won,
      feeWon: Won,
      /** How much of the price was paid with points. */
      pointsWon: Type.Optional(Won),
    }),
    publisher: 'reservation',
    consumers: ['payment'],
  },

  /** A ticket was offered to a friend, or what became of that. */
  'gift.moved': {
    data: strict({ giftId: Id, state: GiftState }),
    publisher: 'reservation',
    consumers: ['notification'],
  },

  /** Places are kept for somebody on a waiting list. */
  'waiting.offered': {
    data: strict({ waitingId: Id, personId: Id }),
    publisher: 'reservation',
    consumers: ['notification'],
  },

  'payment.captured': {
    data: strict({
      paymentId: Id,
      reservationId: Id,
      amountWon: Won,
      /** Of what happens to one payment, the later has the higher number. */
      move: Type.Optional(Type.Integer()),
    }),
    publisher: 'payment',
    consumers: ['reservation'],
  },
  /** The depositor's bank took the deposit back: tickets are good for nothing until it is made again. */
  'payment.deposit-reversed': {
    data: strict({ paymentId: Id, reservationId: Id, move: Type.Integer() }),
    publisher: 'payment',
    consumers: ['reservation'],
  },
  'payment.declined': {
    data: strict({ paymentId: Id, reservationId: Id }),
    publisher: 'payment',
    consumers: ['reservation'],
  },
  'payment.refunded': {
    data: strict({
      paymentId: Id,
      reservationId: Id,
      personId: Id,
      amountWon: Won,
      /** Without: all of it, for seats that were gone. */
      refundId: Type.Optional(Id),
      by: Type.Optional(RefundedBy),
    }),
    publisher: 'payment',
    consumers: ['notification', 'reservation'],
  },
} as const satisfies Record<string, { data: Type.TObject; publisher: ServiceName; consumers: readonly ServiceName[] }>

export type EventName = keyof typeof events
export type EventData<Name extends EventName> = Type.Static<(typeof events)[Name]['data']>

/** The events that a service handles. */
export type EventsFor<Service extends ServiceName> = {
  [Name in EventName]: Service extends (typeof events)[Name]['consumers'][number] ? Name : never
}[EventName]
