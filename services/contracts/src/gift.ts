import Type from 'typebox'
import { Email, Id, Instant, Locale, strict, Text } from './schema.ts'

/** How long a friend may think about it; never past the beginning of the performance. */
export const GIFT_DAYS = 3

/** A request for a gift by somebody who has only its link carries the link's token in this header. */
export const GIFT_HEADER = 'tiketi-gift'

export const GiftToken = Type.String({ pattern: '^[\\w-]{22}$', description: 'What the link ends with' })

/** POST /api/reservation/tickets/:id/gifts, with Idempotency-Key. With `email`, the link is mailed in this language, too. */
export const GiftRequest = strict({ email: Type.Optional(Email), locale: Locale })
export type GiftRequest = Type.Static<typeof GiftRequest>

/**
 * - `offered`: whoever has the link may accept it until its deadline; the giver's code is good meanwhile.
 * - `accepted`: the ticket is the receiver's, and only they see its code.
 * - `withdrawn`, `lapsed`: nobody accepted it. `returned`: the receiver gave it back. `void`: the performance was cancelled.
 */
export const GiftState = Type.Union([
  Type.Literal('offered'),
  Type.Literal('accepted'),
  Type.Literal('withdrawn'),
  Type.Literal('lapsed'),
  Type.Literal('returned'),
  Type.Literal('void'),
])
export type GiftState = Type.Static<typeof GiftState>

const Admission = {
  eventId: Id,
  title: Text,
  venue: Text,
  startsAt: Instant,
  timeZone: Type.String(),
  place: strict({
    section: Text,
    row: Type.Union([Type.String(), Type.Null()]),
    number: Type.Union([Type.Integer(), Type.Null()]),
    grade: Type.String(),
    entranceNumber: Type.Union([Type.Integer(), Type.Null()]),
  }),
}

/**
 * GET /api/reservation/gifts/:id. POST …/accept with Acceptance (a friend), …/withdraw (the giver) and …/return (the
 * receiver) answer it, too.
 */
export const Gift = strict({
  id: Id,
  state: GiftState,
  /** Who asks: somebody with the link is a friend. */
  as: Type.Union([Type.Literal('giver'), Type.Literal('receiver'), Type.Literal('friend')]),
  deadline: Instant,
  ...Admission,
  /** The giver's order. */
  orderId: Type.Union([Id, Type.Null()]),
  /** What the QR shows; for the receiver, while the ticket is theirs. */
  code: Type.Union([Type.String(), Type.Null()]),
  /** What the link ends with; for the giver, while it is offered. */
  token: Type.Union([GiftToken, Type.Null()]),
})
export type Gift = Type.Static<typeof Gift>

export const Acceptance = strict({ token: GiftToken })
export type Acceptance = Type.Static<typeof Acceptance>

/** GET /api/reservation/gifts: the tickets that friends gave this person, the next performance first. */
export const GiftList = strict({ gifts: Type.Array(Gift) })
export type GiftList = Type.Static<typeof GiftList>

/** GET /internal/gifts/:id, for its mails. */
export const GiftForMail = strict({
  state: GiftState,
  giverId: Id,
  receiverId: Type.Union([Id, Type.Null()]),
  /** Where the link goes, while it is offered. */
  email: Type.Union([Email, Type.Null()]),
  locale: Locale,
  token: GiftToken,
  deadline: Instant,
  orderId: Id,
  ...Admission,
})
export type GiftForMail = Type.Static<typeof GiftForMail>
