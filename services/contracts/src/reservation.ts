import Type from 'typebox'
import { Refund } from './refund.ts'
import { Id, Instant, strict, Text, Won } from './schema.ts'
import { SeatingPlan } from './seating.ts'

/** A seat in words and won. `seat` is its index in the plan. */
export const SeatLabel = strict({
  seat: Type.Integer(),
  section: Text,
  row: Type.String(),
  number: Type.Integer(),
  grade: Type.String(),
  priceWon: Won,
})
export type SeatLabel = Type.Static<typeof SeatLabel>

/**
 * Places in a standing area, in words and won. `area` is its index in the plan; `priceWon` is for each place. Places that
 * were added after the price changed are told apart from those before.
 */
export const StandingLabel = strict({
  area: Type.Integer(),
  name: Text,
  grade: Type.String(),
  places: Type.Integer(),
  priceWon: Won,
})
export type StandingLabel = Type.Static<typeof StandingLabel>

/** GET /api/reservation/performances/:id/layout: the plan never changes; words and prices may, with the ETag. */
export const SeatLayout = strict({
  performanceId: Id,
  eventId: Id,
  onSaleId: Id,
  title: Text,
  startsAt: Instant,
  timeZone: Type.String(),
  limitPerPerson: Type.Integer(),
  grades: Type.Array(strict({ code: Type.String(), name: Text, priceWon: Won })),
  plan: SeatingPlan,
})
export type SeatLayout = Type.Static<typeof SeatLayout>

/** Two bits a seat in `SeatStatus.states`. */
export const SEAT_STATE = { free: 0, held: 1, sold: 2, blocked: 3 } as const

/**
 * GET /api/reservation/performances/:id/seats. Seat i is bits `2 * (i % 4)` and up of byte `i >> 2` of `states` (base64).
 * `free` counts free seats and free places of standing areas together.
 */
export const SeatStatus = strict({
  performanceId: Id,
  version: Type.Integer(),
  seats: Type.Integer(),
  free: Type.Integer(),
  states: Type.String(),
  /** The free places of each standing area of the plan. */
  areas: Type.Array(Type.Integer()),
})
export type SeatStatus = Type.Static<typeof SeatStatus>

/**
 * Frames of /ws/reservation/performances/:id; the first comes at once, later ones at least every 20 s, with or without
 * changes. A frame holds all that changed after `since` up to `version`: a client whose version lies between applies it
 * and has `version` then; one whose version is older than `since` asks for the whole status again; one that has
 * `version` already knows all this. Versions of a performance grow, not by ones. A status without live updates has
 * version 0.
 *
 * A client that comes back names its version (`?since=`) and is told what it missed, if that is still known.
 * One that says what it looks at (SeatView) gets `changes` of those sections only, and of others how many seats are left.
 */
export const SeatDelta = strict({
  since: Type.Integer(),
  version: Type.Integer(),
  /** Pairs of seat index and SEAT_STATE. */
  changes: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()])),
  /** Pairs of standing area and free places. */
  areas: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]))),
  /** Pairs of section, out of view, and its free seats. */
  left: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]))),
  /**
   * Pairs of section, just come into view, and the states of all its seats, two bits a seat from its first (base64). Who
   * gets them has the version of this frame then, even if it had a higher one: what follows says the rest again.
   */
  sections: Type.Optional(Type.Array(Type.Tuple([Type.Integer(), Type.String()]))),
})
export type SeatDelta = Type.Static<typeof SeatDelta>

/** The one frame that a client may send: the sections that it looks at from now on, by index. */
export const SeatView = strict({
  view: Type.Array(Type.Integer({ minimum: 0, maximum: 199 }), { maxItems: 200, uniqueItems: true }),
})
export type SeatView = Type.Static<typeof SeatView>

/** Most places of one hold, seats and standing together. */
export const MOST_PLACES = 20

const SomeSeats = Type.Array(Type.Integer({ minimum: 0, maximum: 99_999 }), {
  maxItems: MOST_PLACES,
  uniqueItems: true,
})
const SomeStanding = Type.Array(
  strict({
    area: Type.Integer({ minimum: 0, maximum: 49 }),
    places: Type.Integer({ minimum: 1, maximum: MOST_PLACES }),
  }),
  { maxItems: MOST_PLACES },
)

/**
 * POST /api/reservation/holds, with headers Idempotency-Key and, where the sale has a waiting room, tiketi-pass.
 * Seats, places in standing areas (each area once), or both: from one to MOST_PLACES together.
 */
export const HoldRequest = strict({
  performanceId: Id,
  seats: SomeSeats,
  standing: Type.Optional(SomeStanding),
})
export type HoldRequest = Type.Static<typeof HoldRequest>

const Places = strict({ seats: Type.Optional(SomeSeats), standing: Type.Optional(SomeStanding) })
export type Places = Type.Static<typeof Places>

/**
 * PATCH /api/reservation/holds/:id, with the headers of a hold; the pass only to add. What comes and what goes, in one
 * step: all of it or nothing, so two tabs that change the same hold do not undo each other. A seat that is in the hold
 * already is not added twice, one that is not in it need not go; of standing places, so many more or fewer. A hold from an
 * offer only shrinks.
 */
export const HoldChange = strict({ add: Type.Optional(Places), drop: Type.Optional(Places) })
export type HoldChange = Type.Static<typeof HoldChange>

/**
 * POST /api/reservation/best-holds, with the headers of a hold: so many seats side by side, as good as are left.
 * `wheelchairs` of them are places for wheelchairs, the others for companions.
 */
export const BestHoldRequest = strict({
  performanceId: Id,
  count: Type.Integer({ minimum: 1, maximum: MOST_PLACES }),
  grade: Type.Optional(Type.String({ pattern: '^[A-Z0-9]{1,8}$' })),
  wheelchairs: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_PLACES })),
})
export type BestHoldRequest = Type.Static<typeof BestHoldRequest>

/**
 * - `held`: the buyer's until `deadline`. `capturing`: the bank is being asked; never expires by itself.
 * - `confirmed`: sold. `refunded`: sold, and all of it given back. `expired`, `released`: back on sale, never sold.
 */
export const ReservationState = Type.Union([
  Type.Literal('held'),
  Type.Literal('capturing'),
  Type.Literal('confirmed'),
  Type.Literal('refunded'),
  Type.Literal('expired'),
  Type.Literal('released'),
])
export type ReservationState = Type.Static<typeof ReservationState>

/** GET, PATCH and DELETE /api/reservation/holds/:id */
export const Hold = strict({
  id: Id,
  performanceId: Id,
  state: ReservationState,
  seats: Type.Array(SeatLabel),
  standing: Type.Array(StandingLabel),
  /** The voucher that makes it cost less, and by how much; `totalWon` is what is left to pay. */
  voucherId: Type.Union([Id, Type.Null()]),
  discountWon: Won,
  totalWon: Won,
  /** It was offered to the waiting list: places can be dropped, which the next on the list gets, but none added. */
  offered: Type.Boolean(),
  deadline: Instant,
  serverTime: Instant,
})
export type Hold = Type.Static<typeof Hold>

/**
 * A ticket admits one person. `code` is what its QR shows. For a place in a standing area, `section` is the area's name
 * and `seat`, `row` and `number` are null; `entranceNumber` is null for seats and where people come in as they like.
 */
export const Ticket = strict({
  id: Id,
  ...SeatLabel.properties,
  seat: Type.Union([Type.Integer(), Type.Null()]),
  row: Type.Union([Type.String(), Type.Null()]),
  number: Type.Union([Type.Integer(), Type.Null()]),
  entranceNumber: Type.Union([Type.Integer(), Type.Null()]),
  /** Null while a friend has it. */
  code: Type.Union([Type.String(), Type.Null()]),
  /** Whom it was given to, or is offered to until the deadline; `token` is what the link of an offer ends with. */
  gift: Type.Union([
    strict({
      id: Id,
      deadline: Type.Union([Instant, Type.Null()]),
      token: Type.Union([Type.String(), Type.Null()]),
    }),
    Type.Null(),
  ]),
})
export type Ticket = Type.Static<typeof Ticket>

export const OrderSummary = strict({
  id: Id,
  /** Short and sayable, e.g. `K7M2-94QX`. */
  number: Type.String(),
  eventId: Id,
  performanceId: Id,
  title: Text,
  venue: Text,
  startsAt: Instant,
  timeZone: Type.String(),
  /** Seats and standing places together. */
  seats: Type.Integer(),
  totalWon: Won,
  /** What was given back of it so far, fees left out. */
  refundedWon: Won,
  /** Tickets that are still good. */
  ticketsLeft: Type.Integer(),
  orderedAt: Instant,
})
export type OrderSummary = Type.Static<typeof OrderSummary>

/** GET /api/reservation/orders/:id; the calendar file is …/:id/calendar.ics?locale=ko|en */
export const Order = strict({
  ...OrderSummary.properties,
  /** What a voucher took off; `totalWon` is what was paid. */
  discountWon: Won,
  /** How much of that was paid with points. */
  pointsWon: Won,
  /** Whether tickets may be given to friends. */
  gifts: Type.Boolean(),
  /** Those that are still good. */
  tickets: Type.Array(Ticket),
  /** The deposit for it was taken back: until it is made again the tickets have no codes. */
  suspended: Type.Boolean(),
  refunds: Type.Array(Refund),
})
export type Order = Type.Static<typeof Order>

/** GET /api/reservation/orders, newest first, twenty a page; `cursor` is the last page's `next`. */
export const OrderQuery = strict({ cursor: Type.Optional(Type.String({ maxLength: 200 })) })
export type OrderQuery = Type.Static<typeof OrderQuery>
export const OrderPage = strict({ orders: Type.Array(OrderSummary), next: Type.Union([Type.String(), Type.Null()]) })
export type OrderPage = Type.Static<typeof OrderPage>

/** GET /api/reservation/holds/:id/deposit-terms: until when a deposit could be waited for; null where it cannot. */
export const DepositTerms = strict({ until: Type.Union([Instant, Type.Null()]) })
export type DepositTerms = Type.Static<typeof DepositTerms>

/** POST /internal/reservations/:id/extend: payment-service prepares. Once +7 minutes, never past 15 in all. */
export const ExtendRequest = strict({ personId: Id })
export type ExtendRequest = Type.Static<typeof ExtendRequest>
export const ExtendedHold = strict({
  amountWon: Won,
  title: Text,
  seats: Type.Integer(),
  deadline: Instant,
  startsAt: Type.Optional(Instant),
  eventId: Type.Optional(Id),
  performanceId: Type.Optional(Id),
  /** Whose event it is, and whose money. */
  organiserId: Type.Optional(Id),
  /** Until when a deposit could be waited for; without, it cannot. */
  depositUntil: Type.Optional(Instant),
})
export type ExtendedHold = Type.Static<typeof ExtendedHold>

/**
 * POST /internal/reservations/:id/capture: held -> capturing, guarded by deadline and seat count. The same payment may
 * ask again and gets the same answer; another payment is refused.
 */
export const CaptureRequest = strict({
  paymentId: Id,
  amountWon: Won,
  /** How much of it is paid with points: each place bears its share. */
  pointsWon: Type.Optional(Won),
})
export type CaptureRequest = Type.Static<typeof CaptureRequest>
export const CaptureAnswer = strict({ state: ReservationState })
export type CaptureAnswer = Type.Static<typeof CaptureAnswer>

/** GET /internal/performances/:id/times: whether it took place. */
export const PerformanceTimes = strict({ startsAt: Instant, cancelled: Type.Boolean() })
export type PerformanceTimes = Type.Static<typeof PerformanceTimes>

/** GET /internal/orders/:id, for the ticket mail. */
export const OrderForMail = strict({
  personId: Id,
  ...OrderSummary.properties,
  seatLabels: Type.Array(SeatLabel),
  standing: Type.Array(strict({ ...StandingLabel.properties, entranceNumbers: Type.Array(Type.Integer()) })),
})
export type OrderForMail = Type.Static<typeof OrderForMail>

/** GET /internal/on-sales/:id/seats: what queue-service lets people in for, standing places included. `held` counts what may
 * still come back. */
export const SeatsLeft = strict({
  free: Type.Integer(),
  held: Type.Integer(),
  sold: Type.Integer(),
  /** How holding seats went at this replica lately: the waiting room lets fewer in when it goes badly. */
  grades: Type.Optional(Type.Array(strict({ code: Type.String(), free: Type.Integer() }), { maxItems: 30 })),
  holds: Type.Optional(strict({ p95Ms: Type.Integer(), failedShare: Type.Number({ minimum: 0, maximum: 1 }) })),
})
export type SeatsLeft = Type.Static<typeof SeatsLeft>
