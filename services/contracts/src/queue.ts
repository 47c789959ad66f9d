import Type from 'typebox'
import { Id, Instant, strict } from './schema.ts'

/** Header that carries the pass on holds and seat changes. */
export const PASS_HEADER = 'tiketi-pass'

/**
 * - `scheduled`: not open yet; numbers are given, nobody is called.
 * - `open`: people are called in order.
 * - `paused`: closed for the moment (`reason` says why); places are kept.
 * - `all-held`: no free seat, some may return. `sold-out`: none will. `closed`: the window is over.
 */
export const LineState = Type.Union([
  Type.Literal('scheduled'),
  Type.Literal('open'),
  Type.Literal('paused'),
  Type.Literal('all-held'),
  Type.Literal('sold-out'),
  Type.Literal('closed'),
])
export type LineState = Type.Static<typeof LineState>

/**
 * The one message for everybody: GET /api/queue/on-sales/:id (cacheable for a second) and every broadcast.
 * A buyer with number n has been called when n <= watermark; otherwise at most n - watermark - 1 people are ahead,
 * less those in `left`, whose bucket i counts the leavers in (watermark + i * leftBucket, watermark + (i + 1) * leftBucket].
 */
export const LineStatus = strict({
  onSaleId: Id,
  state: LineState,
  reason: Type.Optional(Type.String()),
  epoch: Type.Integer(),
  opensAt: Instant,
  serverTime: Instant,
  /** The last number called. */
  watermark: Type.Integer(),
  /** The last number given. */
  last: Type.Integer(),
  leftBucket: Type.Integer(),
  left: Type.Array(Type.Integer()),
  /** Measured calls a second, for an estimate; null while there is nothing to measure. */
  callsPerSecond: Type.Union([Type.Number(), Type.Null()]),
  seatsFree: Type.Integer(),
  /** Without a socket, ask again after this many ms, with up to as much again at random. */
  pollAfterMs: Type.Integer(),
})
export type LineStatus = Type.Static<typeof LineStatus>

/** POST /api/queue/on-sales/:id/entries: one place a person; asking again gives the same. */
export const LinePlace = strict({
  onSaleId: Id,
  epoch: Type.Integer(),
  number: Type.Integer(),
  /** Signed proof of the place: opens the socket, claims the pass, restores the place after a loss. */
  placeTicket: Type.String(),
  status: LineStatus,
})
export type LinePlace = Type.Static<typeof LinePlace>

/** POST /api/queue/on-sales/:id/pass and DELETE …/entries take it. */
export const PlaceTicket = strict({ placeTicket: Type.String({ minLength: 1, maxLength: 2_000 }) })
export type PlaceTicket = Type.Static<typeof PlaceTicket>

/** The same bytes until it expires, however often it is claimed. */
export const Pass = strict({ pass: Type.String(), expiresAt: Instant, serverTime: Instant })
export type Pass = Type.Static<typeof Pass>

/** First frame from the client on /ws/queue/on-sales/:id, within 5 s. Nothing else is ever needed from it. */
export const SocketHello = strict({ type: Type.Literal('hello'), placeTicket: Type.String({ maxLength: 2_000 }) })
export type SocketHello = Type.Static<typeof SocketHello>

/** Frames from the server. `called`: claim the pass before `claimBy`. */
export const SocketMessage = Type.Union([
  strict({ type: Type.Literal('status'), status: LineStatus }),
  strict({ type: Type.Literal('called'), claimBy: Instant, serverTime: Instant }),
])
export type SocketMessage = Type.Static<typeof SocketMessage>

/**
 * Close codes of /ws/queue: 1012 rolling over, come back with jitter; 4000 malformed or too many frames;
 * 4001 another device took the place; 4004 unknown on-sale; 4401 ticket invalid; 4408 no hello in time.
 */
export const SOCKET_CLOSE = {
  rollover: 1012,
  malformed: 4000,
  replaced: 4001,
  unknown: 4004,
  invalidTicket: 4401,
  noHello: 4408,
} as const
