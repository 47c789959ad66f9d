import { signal } from '@preact/signals'
import type { SeatDelta, SeatStatus, SeatView } from '@tiketi/contracts/reservation'
import { pollDelayMs } from '../api/jitter.ts'
import { liveSocket } from '../api/live-socket.ts'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { send } from '../api/send.ts'
import type { Hall } from './hall.ts'
import { applyDelta, decodeStates, type SeatStates } from './seat-states.ts'

const POLL_MS = 4_000
/** Now and then the whole is compared, whatever the deltas said. */
const COMPARE_MS = 120_000
/** Frames come every 20 s at least. */
const SILENCE_MS = 45_000
/** A finger that moves the hall passes many sections. */
const LOOK_MS = 200

/** The states of a performance's seats and standing areas, kept up to date for the sections that are looked at. */
export function openSeatFeed(performanceId: string, hall: Hall) {
  /** Anew for every version. */
  const seats = signal<SeatStates | null>(null)
  const live = signal(true)
  const problem = signal<ProblemError | null>(null)
  let known: SeatStates | null = null
  let early: SeatDelta[] = []
  let loading = false
  let timer = 0
  let closed = false
  let view: number[] = []
  let lookTimer = 0
  let sendToServer: (message: SeatView) => void = () => {}

  function show() {
    if (known && !closed) seats.value = { ...known }
  }

  async function resync() {
    if (loading || closed) return
    loading = true
    window.clearTimeout(timer)
    let wait = live.peek() ? COMPARE_MS : POLL_MS
    try {
      known = decodeStates(
        await send<SeatStatus>(`/api/reservation/performances/${performanceId}/seats`, { fresh: true }),
      )
      problem.value = null
      const waiting = early
      early = []
      if (waiting.map((delta) => applyDelta(known!, delta, hall)).includes('gap')) wait = 0
      show()
    } catch (thrown) {
      const found = toProblem(thrown)
      if (!known) problem.value = found
      wait = Math.max(POLL_MS, (found.retryAfterSeconds ?? 0) * 1000)
    }
    loading = false
    if (!closed) timer = window.setTimeout(resync, pollDelayMs(wait))
  }

  function hear(delta: SeatDelta) {
    if (!known || loading) {
      early.push(delta)
      return
    }
    const outcome = applyDelta(known, delta, hall)
    if (outcome === 'applied') show()
    if (outcome === 'gap') {
      early.push(delta)
      void resync()
    }
  }

  const path = () => `/ws/reservation/performances/${performanceId}${known?.version ? `?since=${known.version}` : ''}`
  const closeSocket = liveSocket(path, {
    onOpen(send) {
      sendToServer = send
      send({ view } satisfies SeatView)
    },
    onMessage: (message) => hear(message as SeatDelta),
    silenceMs: SILENCE_MS,
    onUp(up) {
      live.value = up
      // The first frame says what is missing since; without frames, polling goes on.
      if (!up) void resync()
    },
  })
  void resync()

  return {
    seats,
    live,
    problem,
    resync,
    /** Which sections are looked at now. */
    look(sections: readonly number[]) {
      const next = [...new Set(sections)].toSorted((a, b) => a - b)
      if (next.join() === view.join()) return
      view = next
      window.clearTimeout(lookTimer)
      lookTimer = window.setTimeout(() => sendToServer({ view }), LOOK_MS)
    },
    /** What a refusal told is true before the next delta says so. */
    mark(taken: readonly number[], state: number) {
      if (!known) return
      for (const seat of taken) known.states[seat] = state
      show()
    },
    close() {
      closed = true
      window.clearTimeout(timer)
      window.clearTimeout(lookTimer)
      closeSocket()
    },
  }
}

export type SeatFeed = ReturnType<typeof openSeatFeed>
