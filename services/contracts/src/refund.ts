import Type from 'typebox'
import { Id, Instant, strict, Text, Won } from './schema.ts'

const Days = Type.Integer({ minimum: 0, maximum: 365 })

/**
 * What giving tickets back costs. Days are calendar days in the venue's zone: on the day of the performance 0 are left.
 * The first of these that holds decides, each up to the cut-off:
 * - `freeOnDayOfOrder`: nothing is charged on the day of the order.
 * - `free`: nothing within `days` after the day of the order, while at least `untilDaysBefore` are left.
 * - `tiers`, most days first: the first whose `daysBefore` are left charges `percent` of a ticket's price, rounded down,
 *   and at most `mostWon`. With fewer days left than the last one says, nothing can be given back.
 */
export const RefundPolicy = strict({
  freeOnDayOfOrder: Type.Boolean(),
  free: strict({ days: Days, untilDaysBefore: Days }),
  tiers: Type.Array(
    strict({
      daysBefore: Days,
      percent: Type.Integer({ minimum: 0, maximum: 100 }),
      mostWon: Type.Optional(Won),
    }),
    { maxItems: 10 },
  ),
  cutOff: strict({
    daysBefore: Days,
    time: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'On the venue’s clock' }),
  }),
})
export type RefundPolicy = Type.Static<typeof RefundPolicy>

/** As is usual in Korea; an event that names none has this one. */
export const USUAL_REFUND_POLICY: RefundPolicy = {
  freeOnDayOfOrder: true,
  free: { days: 7, untilDaysBefore: 10 },
  tiers: [
    { daysBefore: 10, percent: 10, mostWon: 4_000 },
    { daysBefore: 7, percent: 10 },
    { daysBefore: 3, percent: 20 },
    { daysBefore: 1, percent: 30 },
  ],
  cutOff: { daysBefore: 1, time: '17:00' },
}

/**
 * GET /api/reservation/orders/:id/refund-quote: what each ticket that is left would bring back now, and until when that
 * may change only as the policy says. `because`: the order's `policy`, or nothing is charged since the performance was
 * `cancelled` or `postponed`. Where nothing can be given back any more, `tickets` is empty.
 */
export const RefundQuote = strict({
  because: Type.Union([Type.Literal('policy'), Type.Literal('cancelled'), Type.Literal('postponed')]),
  until: Type.Union([Instant, Type.Null()]),
  tickets: Type.Array(strict({ id: Id, priceWon: Won, feeWon: Won })),
})
export type RefundQuote = Type.Static<typeof RefundQuote>

/**
 * POST /api/reservation/orders/:id/refunds, with Idempotency-Key: gives these tickets back for the fee that was shown;
 * 409 REFUND_CHANGED when it is another by now. The answer is the order's refund.
 */
export const RefundRequest = strict({
  tickets: Type.Array(Id, { minItems: 1, maxItems: 20, uniqueItems: true }),
  feeWon: Won,
})
export type RefundRequest = Type.Static<typeof RefundRequest>

/** Who gave tickets back. */
export const RefundedBy = Type.Union([Type.Literal('buyer'), Type.Literal('organiser')])
export type RefundedBy = Type.Static<typeof RefundedBy>

/** Tickets that were given back. `returnedAt` is when the bank had the money on its way to the buyer. */
export const Refund = strict({
  id: Id,
  by: RefundedBy,
  places: Type.Array(
    strict({
      section: Text,
      row: Type.Union([Type.String(), Type.Null()]),
      number: Type.Union([Type.Integer(), Type.Null()]),
      grade: Type.String(),
    }),
  ),
  priceWon: Won,
  feeWon: Won,
  amountWon: Won,
  decidedAt: Instant,
  returnedAt: Type.Union([Instant, Type.Null()]),
})
export type Refund = Type.Static<typeof Refund>

const Sum = strict({ orders: Type.Integer(), won: Type.Integer({ minimum: 0 }) })

/**
 * GET /api/reservation/organiser/performances/:id/refund-run: how far giving back a cancelled performance is. Before it
 * is cancelled (`startedAt` null), `left` is what that would give back.
 * - `underWay`: orders that the bank is being asked about; they are given back once it has answered.
 * - `left`: orders still to be given back. `owed`: given back, the money not yet. `returned`: the bank has it on its way.
 */
export const RefundRun = strict({
  performanceId: Id,
  startedAt: Type.Union([Instant, Type.Null()]),
  doneAt: Type.Union([Instant, Type.Null()]),
  underWay: Type.Integer(),
  left: Sum,
  owed: Sum,
  returned: Sum,
})
export type RefundRun = Type.Static<typeof RefundRun>
