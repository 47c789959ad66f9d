import Type from 'typebox'
import { Id, Instant, strict } from './schema.ts'

/** Header that carries the pass on holds and seat changes. */
export const PASS_HEADER = 'tiketi-pass'

/**
 * - `scheduled`: not open yet; nobody is called.
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
 * and a new epoch began; for a minute tickets of the old one are put in their order again, and nobody is called.
 * `draw-pending`: the randomness that the draw was announced with is not out yet; the opening waits for it.
 * `operator`: somebody who runs the sale stopped it for a while. `seats-unknown`: nobody can say how many seats are free.
 */
export const PauseReason = Type.Union([
  Type.Literal('operator'),
  Type.Literal('draw-pending'),
  Type.Literal('line-away'),
  Type.Literal('line-restarted'),
  Type.Literal('seats-unknown'),
])
export type PauseReason = Type.Static<typeof PauseReason>

/**
 * Before the opening people come into a lobby, where nobody is before anybody: `open` until `closesAt`. Then it is `closed`
 * and the order is drawn (GET …/draw); once it is `drawn` everybody from the lobby has a number, by the draw, and whoever
 * comes later is behind them. A sale that came too late for a lobby is `drawn` from the beginning.
 */
export const LobbyStatus = strict({
  state: Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('drawn')]),
  closesAt: Instant,
  people: Type.Integer(),
})
export type LobbyStatus = Type.Static<typeof LobbyStatus>

/**
 * The one message for everybody: GET /api/queue/on-sales/:id (cacheable for a second) and every broadcast.
 * A buyer with number n has been called when n <= watermark; otherwise `peopleAhead` says how many are before them.
 * Places belong to an epoch: who holds a place of an earlier one than `epoch` shows its ticket again.
 */
export const LineStatus = strict({
  onSaleId: Id,
  state: LineState,
  reason: Type.Optional(PauseReason),
  epoch: Type.Integer(),
  opensAt: Instant,
  serverTime: Instant,
  lobby: LobbyStatus,
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
  /** Measured calls a second, for `waitRange`; null while the line has not moved long or evenly enough to say. */
  callsPerSecond: Type.Union([Type.Number(), Type.Null()]),
  seatsFree: Type.Integer(),
  /** Free seats by the grades of the event, dearest first. */
  grades: Type.Optional(Type.Array(strict({ code: Type.String(), free: Type.Integer() }))),
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

const Ticket = Type.String({ minLength: 1, maxLength: 2_000 })

/**
 * POST /api/queue/on-sales/:id/entries may send it. `device`: a random value that a browser keeps; all its tabs share the
 * place, and another device that joins takes it over. `placeTicket`: the last one, which restores the place after a loss.
 */
export const JoinRequest = strict({
  device: Type.Optional(Type.String({ minLength: 8, maxLength: 64 })),
  placeTicket: Type.Optional(Ticket),
})
export type JoinRequest = Type.Static<typeof JoinRequest>

/** POST /api/queue/on-sales/:id/entries: one place a person; asking again gives the same. */
export const LinePlace = strict({
  onSaleId: Id,
  epoch: Type.Integer(),
  /** 0 while everybody waits for a number: in the lobby, and in the minute after a loss. */
  number: Type.Integer({ minimum: 0 }),
  /** Signed proof of the place: opens the socket, claims the pass, restores the place after a loss. */
  placeTicket: Type.String(),
  /** In the lobby: a signed word (JWT, keys under /api/queue/.well-known/jwks.json) that this entry takes part in the draw. */
  receipt: Type.Optional(Type.String()),
  status: LineStatus,
})
export type LinePlace = Type.Static<typeof LinePlace>

// Pure, so that a page which reads a constant of this file carries no schema.
const Hex = /* @__NO_SIDE_EFFECTS__ */ (bytes: number) =>
  Type.String({ pattern: `^[0-9a-f]{${2 * bytes}}$`, description: `${bytes} bytes in hex` })

/**
 * GET /api/queue/on-sales/:id/draw: all that is needed to draw again. `round` of `beacon` is named before anybody enters.
 * When the lobby closes, `size` and `root` are added: the Merkle root (RFC 9162 §2.1.1) of the entries in ascending order,
 * which are under …/draw/entries, 32 bytes each. When the round is out, `randomness` and `seed` = SHA-256(root,
 * randomness) are added. The order is HMAC-SHA-256(seed, entry), the lowest first.
 */
export const Draw = strict({
  onSaleId: Id,
  state: LobbyStatus.properties.state,
  closesAt: Instant,
  beacon: strict({
    name: Type.String(),
    /** False for the stand-in of one's own machine, whose operator knows all rounds in advance. */
    provable: Type.Boolean(),
    round: Type.Integer(),
    roundAt: Instant,
    url: Type.Optional(Type.String()),
  }),
  /** The round that was announced was out before the root, so a later one was named. */
  renamed: Type.Boolean(),
  size: Type.Union([Type.Integer(), Type.Null()]),
  root: Type.Union([Hex(32), Type.Null()]),
  randomness: Type.Union([Hex(32), Type.Null()]),
  seed: Type.Union([Hex(32), Type.Null()]),
})
export type Draw = Type.Static<typeof Draw>

/** GET /api/queue/on-sales/:id/draw/entry: one's own. `rank` once it is drawn. */
export const DrawEntry = strict({
  entry: Hex(32),
  receipt: Type.String(),
  rank: Type.Union([Type.Integer(), Type.Null()]),
})
export type DrawEntry = Type.Static<typeof DrawEntry>

/** POST /api/queue/on-sales/:id/pass and DELETE …/entries take it. */
export const PlaceTicket = strict({ placeTicket: Ticket })
export type PlaceTicket = Type.Static<typeof PlaceTicket>

/** The same bytes until it expires, however often it is claimed. */
export const Pass = strict({ pass: Type.String(), expiresAt: Instant, serverTime: Instant })
export type Pass = Type.Static<typeof Pass>

/** First frame from the client on /ws/queue/on-sales/:id, within 5 s. Nothing else is ever needed from it. */
export const SocketHello = strict({ type: Type.Literal('hello'), placeTicket: Type.String({ maxLength: 2_000 }) })
export type SocketHello = Type.Static<typeof SocketHello>

/** Frames from the server. `place`: the number that was waited for. `called`: claim the pass before `claimBy`. */
export const SocketMessage = Type.Union([
  strict({ type: Type.Literal('status'), status: LineStatus }),
  strict({ type: Type.Literal('place'), epoch: Type.Integer(), number: Type.Integer(), placeTicket: Type.String() }),
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

/**
 * POST /api/queue/operator/on-sales/:id/actions, for the sale's organiser and admins. `pause`: nobody is called.
 * `resume`: ends a pause and a drain. `drain`: nobody joins any more, who waits is called. `close`: ends the line for good.
 * `set-rate`: people a second, null as the organiser set it. `set-cap`: people called and inside at most, null as many as
 * seats are free. `demand-work`: whoever joins solves a puzzle first, a harder one the more people come. `revoke-passes`: every pass given until now is worth nothing; its holders are called again, first.
 */
export const SaleAction = Type.Union([
  strict({ action: Type.Literal('pause') }),
  strict({ action: Type.Literal('resume') }),
  strict({ action: Type.Literal('drain') }),
  strict({ action: Type.Literal('close') }),
  strict({ action: Type.Literal('revoke-passes') }),
  strict({ action: Type.Literal('demand-work'), demanded: Type.Boolean() }),
  strict({
    action: Type.Literal('set-rate'),
    admissionsPerSecond: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()]),
  }),
  strict({
    action: Type.Literal('set-cap'),
    peopleInside: Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()]),
  }),
])
export type SaleAction = Type.Static<typeof SaleAction>

/** What operators have set, beside what the organiser did. */
export const SaleControl = strict({
  paused: Type.Boolean(),
  draining: Type.Boolean(),
  closed: Type.Boolean(),
  admissionsPerSecond: Type.Union([Type.Integer(), Type.Null()]),
  peopleInside: Type.Union([Type.Integer(), Type.Null()]),
  passesFrom: Type.Union([Instant, Type.Null()]),
  workDemanded: Type.Boolean(),
})
export type SaleControl = Type.Static<typeof SaleControl>

/** GET /api/queue/operator/on-sales/:id: the line as those see it who run the sale; the answer to an action, too. */
export const SaleDesk = strict({
  status: LineStatus,
  closesAt: Instant,
  control: SaleControl,
  /** As the organiser set it. */
  admissionsPerSecond: Type.Integer(),
  live: Type.Union([
    strict({
      waiting: Type.Integer(),
      called: Type.Integer(),
      inside: Type.Integer(),
      /** Who has the page open, by the last half minute: about, and each person once. */
      present: Type.Integer(),
      /** Who left the line or missed a call, so far. */
      abandoned: Type.Integer(),
      seatsHeld: Type.Integer(),
      /** The share of the rate that is in use, from 0 to 1: less when reservations are slow or fail. */
      ease: Type.Number(),
    }),
    Type.Null(),
  ]),
})
export type SaleDesk = Type.Static<typeof SaleDesk>

/** GET /api/queue/operator/on-sales/:id/actions, newest first, a hundred at most. */
export const SaleActionLog = strict({
  actions: Type.Array(
    strict({ at: Instant, actorId: Id, action: SaleAction, before: SaleControl, after: SaleControl }),
  ),
})
export type SaleActionLog = Type.Static<typeof SaleActionLog>
