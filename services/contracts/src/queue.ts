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
 * Why a line is paused. `line-away`: its memory cannot be reached; places are kept. `line-restarted`: its memory was lost
 * and a new epoch began; everybody joins again, and nobody is called for a minute. `seats-unknown`: nobody can say how
 * many seats are free.
 */
export const PauseReason = Type.Union([
  Type.Literal('line-away'),
  Type.Literal('line-restarted'),
  Type.Literal('seats-unknown'),
])
export type PauseReason = Type.Static<typeof PauseReason>

/**
 * The one message for everybody: GET /api/queue/on-sales/:id (cacheable for a second) and every broadcast.
 * A buyer with number n has been called when n <= watermark; otherwise `peopleAhead` says how many are before them.
 * Places belong to an epoch: who holds a place of an earlier one than `epoch` joins again.
 */
export const LineStatus = strict({
  onSaleId: Id,
  state: LineState,
  reason: Type.Optional(PauseReason),
  epoch: Type.Integer(),
  opensAt: Instant,
  serverTime: Instant,
  /** The last number called. */
  watermark: Type.Integer(),
  /** The last number given. */
  last: Type.Integer(),
  /**
   * `left[i]` people with a number in (watermark + i * leftBucket, watermark + (i + 1) * leftBucket] gave their place up:
   * 64 buckets at most, zeros at the end left out.
   */
  leftBucket: Type.Integer({ minimum: 1 }),
  left: Type.Array(Type.Integer(), { maxItems: 64 }),
  /** People who missed their call and came back in time: they are called before anybody else. */
  returning: Type.Integer(),
  /** Measured calls a second, for an estimate; null while there is nothing to measure. */
  callsPerSecond: Type.Union([Type.Number(), Type.Null()]),
  seatsFree: Type.Integer(),
  /** Without a socket, ask again after this many ms, with up to as much again at random. */
  pollAfterMs: Type.Integer(),
})
export type LineStatus = Type.Static<typeof LineStatus>

/**
 * How many people at most are called before number n: those in between, less the leavers of whole buckets between, plus
 * those who return. 0 when n is next or was called.
 */
export function peopleAhead(
  { watermark, leftBucket, left, returning }: Pick<LineStatus, 'watermark' | 'leftBucket' | 'left' | 'returning'>,
  n: number,
): number {
  if (n <= watermark) return 0
  const buckets = left.slice(0, Math.floor((n - 1 - watermark) / leftBucket))
  return n - watermark - 1 - buckets.reduce((sum, leavers) => sum + leavers, 0) + returning
}

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
