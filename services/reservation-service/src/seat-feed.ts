import type { SeatDelta } from '@tiketi/contracts/reservation'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import { gauge } from '@tiketi/kit/metrics'
import { changedSeats, type SeatStates, type SeatStatesReader, stateOf } from './seat-states.ts'
import type { SeatNews, SeatVersions } from './seat-versions.ts'

const COLLECTED_MS = 250
const COMPARED_EVERY_MS = 2_000
const GREETED_EVERY_MS = 15_000
/** A browser that does not read falls this far behind; then it has to come back. */
const BEHIND_BYTES = 262_144

const ROLLING_OVER = 1012
const TRY_AGAIN_LATER = 1013
const NOT_EXPECTED = 1008

const watching = gauge('seat_map_watchers', 'Browsers that see the seat map live')

/** What the feed needs of a WebSocket. */
interface Watcher {
  readonly bufferedAmount: number
  send(frame: string): void
  close(code: number): void
  terminate(): void
  on(event: 'close' | 'error' | 'message', listener: () => void): unknown
}

/** Those who watch one performance through this process. */
interface Hall {
  performanceId: string
  watchers: Set<Watcher>
  /** What all of them were told or may ask for; nothing before Redis tells news. */
  told?: SeatStates
  /** The version of the newest news. */
  heard: number
  /** News that wait for the next frame. `missed`: the version at which some before them were lost. */
  pending?: { seats: Set<number>; missed: number }
  /** Something was told to Redis and has not come back. */
  unheard: boolean
}

export interface SeatFeed {
  /** Sends what changes on this performance until the socket closes. */
  watch(performanceId: string, watcher: Watcher): void
  stop(): Promise<void>
}

/**
 * Tells browsers which seats changed, a few frames a second whatever the rush. News only say which seats to look at;
 * their states are read from the database afterwards, so the order in which news come cannot leave a wrong state. Every
 * other second the whole is compared, which makes up for news that were lost; where news do not come through at all,
 * sockets are closed and browsers ask by themselves.
 */
export function seatFeed(states: SeatStatesReader, versions: SeatVersions, log: Log): SeatFeed {
  const halls = new Map<string, Hall>()

  function open(performanceId: string): Hall {
    const hall: Hall = { performanceId, watchers: new Set(), heard: 0, unheard: false }
    halls.set(performanceId, hall)
    begin(hall).catch(giveUp(hall))
    return hall
  }

  async function begin(hall: Hall) {
    await versions.listen(hall.performanceId, (news) => hear(hall, news))
    hall.told = await states.now(hall.performanceId)
    hall.heard = Math.max(hall.heard, hall.told.version)
    for (const watcher of hall.watchers) send(watcher, nothingNew(hall.told))
    if (hall.pending) soon(hall)
  }

  function hear(hall: Hall, { since, version, seats }: SeatNews) {
    hall.unheard = false
    if (!hall.pending) {
      hall.pending = { seats: new Set(), missed: 0 }
      if (hall.told) soon(hall)
    }
    if (hall.heard && since > hall.heard) hall.pending.missed = since
    hall.heard = Math.max(hall.heard, version)
    for (const seat of seats) hall.pending.seats.add(seat)
  }

  function soon(hall: Hall) {
    setTimeout(() => flush(hall).catch(giveUp(hall)), COLLECTED_MS).unref()
  }

  async function flush(hall: Hall) {
    const { heard, pending } = hall
    delete hall.pending
    const found = await states.now(hall.performanceId)
    if (!pending || !hall.told) return
    const seats = new Set([...pending.seats, ...changedSeats(hall.told, found)])
    const changes = [...seats].map((seat): [number, number] => [seat, stateOf(found, seat)])
    const since = Math.max(hall.told.version, pending.missed)
    hall.told = { ...found, version: heard }
    const frame = frameOf({ since, version: heard, changes })
    for (const watcher of hall.watchers) send(watcher, frame)
  }

  async function compare() {
    for (const hall of halls.values()) {
      if (!hall.told || hall.pending) continue
      const found = await states.now(hall.performanceId)
      const changed = changedSeats(hall.told, found)
      if (changed.length === 0 || hall.pending) continue
      if (hall.unheard) close(hall, TRY_AGAIN_LATER)
      else {
        hall.unheard = true
        versions.tell(hall.performanceId, changed)
      }
    }
  }

  async function greet() {
    for (const { told, watchers } of halls.values())
      for (const watcher of told ? watchers : []) send(watcher, nothingNew(told!))
  }

  function giveUp(hall: Hall) {
    return (error: unknown) => {
      log.warn({ err: error, performanceId: hall.performanceId }, 'seat map is not live')
      close(hall, TRY_AGAIN_LATER)
    }
  }

  function close(hall: Hall, code: number) {
    if (halls.get(hall.performanceId) !== hall) return
    halls.delete(hall.performanceId)
    versions.ignore(hall.performanceId)
    watching.dec(hall.watchers.size)
    for (const watcher of hall.watchers) watcher.close(code)
    hall.watchers.clear()
  }

  const jobs: Job[] = [
    every(COMPARED_EVERY_MS, 'compare seat maps', compare, log),
    every(GREETED_EVERY_MS, 'greet watchers', greet, log),
  ]

  return {
    watch(performanceId, watcher) {
      const hall = halls.get(performanceId) ?? open(performanceId)
      hall.watchers.add(watcher)
      watching.inc()
      watcher.on('error', () => watcher.terminate())
      watcher.on('message', () => watcher.close(NOT_EXPECTED))
      watcher.on('close', () => {
        if (!hall.watchers.delete(watcher)) return
        watching.dec()
        if (hall.watchers.size === 0) close(hall, ROLLING_OVER)
      })
      if (hall.told) send(watcher, nothingNew(hall.told))
    },
    async stop() {
      for (const hall of halls.values()) close(hall, ROLLING_OVER)
      await Promise.all(jobs.map((job) => job.stop()))
    },
  }
}

const frameOf = (delta: SeatDelta) => JSON.stringify(delta)

const nothingNew = ({ version }: SeatStates) => frameOf({ since: version, version, changes: [] })

function send(watcher: Watcher, frame: string) {
  if (watcher.bufferedAmount > BEHIND_BYTES) watcher.terminate()
  else watcher.send(frame)
}
