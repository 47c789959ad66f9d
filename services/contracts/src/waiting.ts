import Type from 'typebox'
import { MOST_PLACES, SeatLabel, StandingLabel } from './reservation.ts'
import { Id, Instant, strict, Text, Won } from './schema.ts'

/** When places that were given back are offered to the waiting list, and how long an offer lasts. */
export const OFFERS = {
  answerMinutes: 120,
  /** On the venue's clock: nobody is woken up. No offer is made then, and those under way do not run on. */
  rest: { fromHour: 21, toHour: 8 },
  /** So near the end of the sale or the beginning of the performance, an offer is short and does not rest. */
  near: { hours: 24, answerMinutes: 10 },
  /** With less time left than this, places go back on sale instead. */
  leastMinutes: 30,
} as const

/** POST /api/reservation/performances/:id/waiting, with Idempotency-Key: waits for so many places of a performance. */
export const WaitingRequest = strict({ places: Type.Integer({ minimum: 1, maximum: MOST_PLACES }) })
export type WaitingRequest = Type.Static<typeof WaitingRequest>

/**
 * - `waiting`: in line. `offered`: places are kept for this person until the offer's deadline.
 * - `taken`: they became a hold. `lapsed`: nobody answered. `left`: the person left the line. All three are the end.
 */
export const WaitingState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('offered'),
  Type.Literal('taken'),
  Type.Literal('lapsed'),
  Type.Literal('left'),
])
export type WaitingState = Type.Static<typeof WaitingState>

const Offered = strict({
  seats: Type.Array(SeatLabel),
  standing: Type.Array(StandingLabel),
  totalWon: Won,
  deadline: Instant,
})

/** DELETE /api/reservation/waiting/:id leaves the list; POST …/decline passes the places on and keeps the place in line. */
export const Waiting = strict({
  id: Id,
  performanceId: Id,
  places: Type.Integer(),
  state: WaitingState,
  /** How many people are before this one, while waiting. */
  ahead: Type.Integer(),
  joinedAt: Instant,
  offer: Type.Union([Offered, Type.Null()]),
  /** What POST /api/reservation/waiting/:id/hold made of the offer; paid like any hold. */
  holdId: Type.Union([Id, Type.Null()]),
  serverTime: Instant,
})
export type Waiting = Type.Static<typeof Waiting>

/** GET /api/reservation/performances/:id/waiting: the last time that this person waited, if ever, and how many people wait. */
export const WaitingList = strict({ mine: Type.Union([Waiting, Type.Null()]), people: Type.Integer() })
export type WaitingList = Type.Static<typeof WaitingList>

/** GET /internal/offers/:id, for the mail; null when the offer is over. */
export const OfferForMail = strict({
  personId: Id,
  offer: Type.Union([
    strict({
      eventId: Id,
      performanceId: Id,
      title: Text,
      venue: Text,
      startsAt: Instant,
      timeZone: Type.String(),
      ...Offered.properties,
    }),
    Type.Null(),
  ]),
})
export type OfferForMail = Type.Static<typeof OfferForMail>
