import type { MikroORM } from '@mikro-orm/postgresql'
import type { LineStatus } from '@tiketi/contracts/queue'
import { Arrivals } from './arrivals.ts'
import { Audience } from './audience.ts'
import { lineStatus } from './line-status.ts'
import { LobbyDesk } from './lobby-desk.ts'
import type { OnSale } from './on-sale.ts'
import { Pace } from './pace.ts'
import type { Snapshot } from './snapshot.ts'

/** What of an epoch this replica has seen; a line that is behind it has lost its last writes. */
export interface Seen {
  epoch: number
  last: number
  watermark: number
}

/** Below the 100 ms of the tick, so that whoever comes first runs admit.lua for all. */
const BUSY_MS = 80
const IDLE_MS = 1_000
const CLOSED_MS = 10_000
const NEAR_OPENING_MS = 2_000
const FAR_FROM_OPENING_MS = 120_000
const CHANGED_MS = 1_000
/** So many listeners that a status to each takes a fifth of a core; with more, changes are told less often. */
const SENDS_A_SECOND = 6_000
const BEAT_MS = 5_000
const CLOCKS_APART_MS = 2_000

/**
 * One line as this replica sees it: the last snapshot, what everybody is told of it, already serialised, and who listens.
 */
export class Line {
  readonly audience: Audience
  readonly lobby: LobbyDesk
  readonly arrivals = new Arrivals()
  sale: OnSale
  seen: Seen
  status: LineStatus
  /** `status` for GET, and as a frame for sockets. */
  body: Buffer
  frame: Buffer
  snapshot: Snapshot | undefined
  /** Its memory is not there, or not the one that was: it must be restored before anything goes on. */
  lost = false
  /** PostgreSQL knows that all who were drawn have their numbers. */
  placed = false
  /** Its turn to ask for free seats has come to this replica. */
  seatsWanted = false
  readonly #pace = new Pace()
  #away = true
  #heardAt = Number.NEGATIVE_INFINITY
  #woken = false
  #broadcast = { status: '', urgent: '', at: Number.NEGATIVE_INFINITY }

  constructor(sale: OnSale, orm: MikroORM) {
    this.sale = sale
    this.lobby = new LobbyDesk(orm, sale.id)
    this.seen = { epoch: sale.epoch, last: 0, watermark: 0 }
    this.audience = new Audience(sale.id)
    this.status = lineStatus(sale, { snapshot: undefined, away: true, callsPerSecond: null, ageMs: 0 })
    ;[this.body, this.frame] = serialise(this.status)
  }

  get id(): string {
    return this.sale.id
  }

  /** Whether it is time to run admit.lua, because no replica has told of a run for a while. */
  isDue(now = performance.now()): boolean {
    return now - this.#heardAt >= this.#pauseMs()
  }

  #pauseMs(): number {
    const { snapshot } = this
    if (this.sale.isOver(Date.now()) || (snapshot?.state === 'closed' && !this.#woken)) return CLOSED_MS
    if (!snapshot || this.#away || this.#woken) return BUSY_MS
    const untilOpening = snapshot.opensAt - snapshot.now
    if (untilOpening > FAR_FROM_OPENING_MS) return IDLE_MS
    const opening = untilOpening > 0 && untilOpening < NEAR_OPENING_MS
    return opening || snapshot.waiting + snapshot.called + snapshot.inside > 0 ? BUSY_MS : IDLE_MS
  }

  /** Whether people may still come into the lobby, as far as this replica knows; the database decides. */
  lobbyOpen(now = Date.now()): boolean {
    return !this.sale.lobbyClosedAt && !this.snapshot?.drawn && now < this.sale.lobbyClosesAt() + CLOCKS_APART_MS
  }

  /** Something happened: a line that is idle is busy again. */
  wake(): void {
    this.#woken = true
  }

  /** A number of this epoch was given. */
  given(epoch: number, number: number): void {
    if (epoch === this.seen.epoch) this.seen.last = Math.max(this.seen.last, number)
    this.wake()
  }

  /** Goes over to an epoch that has begun; nothing is known of it yet. */
  adopt(epoch: number): void {
    this.lost = false
    this.wake()
    if (epoch <= this.seen.epoch) return
    this.audience.forgetPlaces()
    this.seen = { epoch, last: 0, watermark: 0 }
  }

  /** Takes over what admit.lua saw, here or at another replica; what comes late is dropped. */
  apply(snapshot: Snapshot): void {
    if (snapshot.epoch < this.seen.epoch) return
    if (snapshot.epoch > this.seen.epoch) this.adopt(snapshot.epoch)
    else if (snapshot.step < (this.snapshot?.epoch === snapshot.epoch ? this.snapshot.step : 0)) return
    const { seen } = this
    const gathering = this.snapshot?.epoch === snapshot.epoch && this.snapshot.gathering
    const recalls = this.snapshot?.epoch === snapshot.epoch ? this.snapshot.recalls : 0
    if (snapshot.watermark > seen.watermark) this.audience.advance(seen.watermark, snapshot.watermark)
    if (snapshot.recalls > recalls) this.audience.lookAgain()
    if (gathering && !snapshot.gathering) this.audience.askAgain()
    this.seen = {
      epoch: snapshot.epoch,
      last: Math.max(seen.last, snapshot.last),
      watermark: Math.max(seen.watermark, snapshot.watermark),
    }
    this.#measure(snapshot)
    this.snapshot = snapshot
    this.#away = false
    this.#woken = false
    this.lost = false
    this.#heardAt = performance.now()
    this.tell()
  }

  #measure({ epoch, state, now, calls }: Snapshot): void {
    const goesOn = this.snapshot?.epoch === epoch && this.snapshot.state === 'open'
    if (state === 'open' && !goesOn) this.#pace.begin(now, calls)
    else this.#pace.observe(now, calls)
  }

  /** Its memory cannot be reached. */
  lose(): void {
    this.#away = true
    this.tell()
  }

  /** Its memory is gone or went back in time. */
  miss(): void {
    this.lost = true
    this.lose()
  }

  /**
   * Brings what everybody is told up to date, and tells the audience: at once when the state changed, a second after the
   * last time, or a little more where very many listen, when anything did, and every five seconds for those who count on
   * hearing something.
   */
  tell(now = performance.now()): void {
    this.status = lineStatus(this.sale, {
      snapshot: this.snapshot,
      away: this.#away,
      callsPerSecond: this.#pace.perSecond(),
      ageMs: now - this.#heardAt,
    })
    ;[this.body, this.frame] = serialise(this.status)
    const { state, reason, epoch } = this.status
    const urgent = `${state} ${reason} ${epoch}`
    const status = JSON.stringify({ ...this.status, serverTime: '' })
    const since = now - this.#broadcast.at
    const due =
      urgent !== this.#broadcast.urgent ||
      since >= BEAT_MS ||
      (since >= Math.max(CHANGED_MS, (this.audience.size * 1_000) / SENDS_A_SECOND) &&
        status !== this.#broadcast.status)
    if (!due) return
    this.#broadcast = { status, urgent, at: now }
    this.audience.broadcast(this.frame)
  }
}

function serialise(status: LineStatus): [body: Buffer, frame: Buffer] {
  const json = JSON.stringify(status)
  return [Buffer.from(json), Buffer.from(`{"type":"status","status":${json}}`)]
}
