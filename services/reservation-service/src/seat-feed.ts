import { type SeatDelta, SeatView } from '@tiketi/contracts/reservation'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import { gauge } from '@tiketi/kit/metrics'
import { Check } from 'typebox/value'
import type { Performances } from './performances.ts'
import { frameFor, RecentChanges, type SectionStarts, sectionStarts, sectionsFrame } from './seat-frames.ts'
import { changedAreas, changedSeats, type SeatStates, type SeatStatesReader } from './seat-states.ts'
import type { SeatNews, SeatVersions } from './seat-versions.ts'

const COLLECTED_MS = 250
const COMPARED_EVERY_MS = 2_000
const ASSURED_EVERY_MS = 15_000
/** Nobody looks somewhere else more often than this in so many seconds. */
const MOST_LOOKS = 300
/** A browser that does not read falls this far behind; then it has to come back. */
const BEHIND_BYTES = 262_144

const ROLLING_OVER = 1012
const TRY_AGAIN_LATER = 1013
const NOT_EXPECTED = 1008

const watching = gauge('seat_map_watchers', 'Browsers that see the seat map live')

/** What the feed needs of a WebSocket. */
interface Socket {
  readonly bufferedAmount: number
  send(frame: string): void
  close(code: number): void
  terminate(): void
  on(event: 'close' | 'error', listener: () => void): unknown
  on(event: 'message', listener: (data: { toString(): string }) => void): unknown
}

interface Watcher {
  socket: Socket
  /** The version that it knows from before. */
  since: number | undefined
  /** The sections that it looks at; all without. */
  view?: ReadonlySet<number>
  looks: number
}

/** Those who watch one performance through this process. */
interface Hall {
  performanceId: string
  watchers: Set<Watcher>
  starts: SectionStarts
  recent: RecentChanges
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
  /** Sends what changes on this performance, from version `since` on, until the socket closes. */
  watch(performanceId: string, socket: Socket, since?: number): void
  stop(): Promise<void>
}

interface Parts {
  states: SeatStatesReader
  versions: SeatVersions
  performances: Performances
  log: Log
}

/**
 * Tells browsers which seats changed, a few frames a second whatever the rush. News only say which seats to look at;
 * their states are read from the database afterwards, so the order in which news come cannot leave a wrong state. Every
 * other second the whole is compared, which makes up for news that were lost; where news do not come through at all,
 * sockets are closed and browsers ask by themselves.
 */
export function seatFeed({ states, versions, performances, log }: Parts): SeatFeed {
  const halls = new Map<string, Hall>()

  function open(performanceId: string): Hall {
    const hall: Hall = {
      performanceId,
      watchers: new Set(),
      starts: [0],
      recent: new RecentChanges(),
      heard: 0,
      unheard: false,
    }
    halls.set(performanceId, hall)
    begin(hall).catch(giveUp(hall))
    return hall
  }

  async function begin(hall: Hall) {
    await versions.listen(hall.performanceId, (news) => hear(hall, news))
    hall.starts = sectionStarts((await performances.find(hall.performanceId)).performance.plan)
    hall.told = await states.now(hall.performanceId)
    hall.heard = Math.max(hall.heard, hall.told.version)
    for (const watcher of hall.watchers) greet(hall, watcher)
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
    const areas = new Set(changedAreas(hall.told, found))
    const change = { since: Math.max(hall.told.version, pending.missed), version: heard, seats, areas }
    hall.told = { ...found, version: heard }
    hall.recent.add(change)
    tell(hall, (view) => frameFor(change, { states: found, starts: hall.starts, view }))
  }

  /** One frame for all who look at the same sections. */
  function tell({ watchers }: Hall, frameOf: (view: ReadonlySet<number> | undefined) => SeatDelta) {
    const frames = new Map<string, string>()
    for (const { socket, view } of watchers) {
      const key = view ? [...view].join() : 'all'
      const frame = frames.get(key) ?? JSON.stringify(frameOf(view))
      frames.set(key, frame)
      send(socket, frame)
    }
  }

  /** What a newcomer missed, as far as that is known; then what it looks at, since it may know that from before only. */
  function greet({ told, recent, starts }: Hall, { socket, since, view }: Watcher) {
    const missed = since === undefined ? undefined : recent.after(since)
    const { version } = told!
    const delta = missed ? frameFor(missed, { states: told!, starts, view }) : { since: version, version, changes: [] }
    send(socket, JSON.stringify(delta))
    if (view) send(socket, JSON.stringify(sectionsFrame(told!, starts, view)))
  }

  function look(hall: Hall, watcher: Watcher, message: string) {
    const wish = parsed(message)
    if (!Check(SeatView, wish) || ++watcher.looks > MOST_LOOKS) return watcher.socket.close(NOT_EXPECTED)
    const view = new Set(wish.view.toSorted((a, b) => a - b).filter((section) => section < hall.starts.length - 1))
    const fresh = [...view].filter((section) => !watcher.view?.has(section))
    // Before anything was told nobody knows the sections; the greeting will say what they hold.
    watcher.view = hall.told ? view : new Set(wish.view)
    if (hall.told) send(watcher.socket, JSON.stringify(sectionsFrame(hall.told, hall.starts, fresh)))
  }

  async function compare() {
    for (const hall of halls.values()) {
      if (!hall.told || hall.pending) continue
      const found = await states.now(hall.performanceId)
      const changed = changedSeats(hall.told, found)
      if ((changed.length === 0 && changedAreas(hall.told, found).length === 0) || hall.pending) continue
      if (hall.unheard) close(hall, TRY_AGAIN_LATER)
      else {
        hall.unheard = true
        versions.tell(hall.performanceId, changed)
      }
    }
  }

  async function assure() {
    for (const { told, watchers } of halls.values())
      for (const watcher of told ? watchers : []) {
        watcher.looks = 0
        send(watcher.socket, JSON.stringify({ since: told!.version, version: told!.version, changes: [] }))
      }
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
    for (const { socket } of hall.watchers) socket.close(code)
    hall.watchers.clear()
  }

  const jobs: Job[] = [
    every(COMPARED_EVERY_MS, 'compare seat maps', compare, log),
    every(ASSURED_EVERY_MS, 'assure watchers', assure, log),
  ]

  return {
    watch(performanceId, socket, since) {
      const hall = halls.get(performanceId) ?? open(performanceId)
      const watcher: Watcher = { socket, since, looks: 0 }
      hall.watchers.add(watcher)
      watching.inc()
      socket.on('error', () => socket.terminate())
      socket.on('message', (data) => look(hall, watcher, data.toString()))
      socket.on('close', () => {
        if (!hall.watchers.delete(watcher)) return
        watching.dec()
        if (hall.watchers.size === 0) close(hall, ROLLING_OVER)
      })
      if (hall.told) greet(hall, watcher)
    },
    async stop() {
      for (const hall of halls.values()) close(hall, ROLLING_OVER)
      await Promise.all(jobs.map((job) => job.stop()))
    },
  }
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message)
  } catch {
    return undefined
  }
}

function send(socket: Socket, frame: string) {
  if (socket.bufferedAmount > BEHIND_BYTES) socket.terminate()
  else socket.send(frame)
}
