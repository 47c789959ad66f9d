import { signal } from '@preact/signals'
import {
  type JoinRequest,
  type LinePlace,
  type LineStatus,
  type Pass,
  peopleAhead,
  SOCKET_CLOSE,
  type SocketMessage,
} from '@tiketi/contracts/queue'
import { pollDelayMs, rolloverDelayMs } from '../api/jitter.ts'
import { liveSocket } from '../api/live-socket.ts'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { send } from '../api/send.ts'
import { observeAnswer, observePush } from '../clock/server-clock.ts'
import { ask } from '../session/ask.ts'
import { deviceName, forgetPlace, type KeptPlace, keepPlace, keptPlace } from './kept-place.ts'

/** `live`: pushed. `polling`: asked for now and then. `lost`: neither works at the moment; the place is kept. */
export type Connection = 'live' | 'polling' | 'lost'
export type Ending = 'replaced' | 'unknown' | 'left'

const POLL_WITHOUT_STATUS_MS = 5_000
/** A socket that has not come up so long after the page did is blocked somewhere: then polling fills in. */
const SOCKET_GRACE_MS = 4_000
const SILENCE_MS = 40_000

/** One buyer's place in the line of one on-sale, kept up to date. */
export function openLine(onSaleId: string, userId: string) {
  const place = signal<KeptPlace | null>(keptPlace(onSaleId, userId))
  const status = signal<LineStatus | null>(null)
  /** When called: until when the pass waits, where the server said so. */
  const called = signal<{ claimBy: string | null } | null>(null)
  /** The call was missed; another comes. */
  const missed = signal(false)
  const connection = signal<Connection>('live')
  const ending = signal<Ending | null>(null)
  const problem = signal<ProblemError | null>(null)
  let closeSocket: (() => void) | undefined
  let socketUp = false
  let pollTimer = 0
  let enterTimer = 0
  let closed = false

  async function enter() {
    problem.value = null
    ending.value = null
    try {
      const entered = await join(place.peek()?.placeTicket)
      if (closed) return
      stand(entered, entered.status)
      take(entered.status)
      connect()
    } catch (thrown) {
      if (closed) return
      const found = toProblem(thrown)
      // Somebody with a place waits for the network; somebody without is told.
      if (place.value && (found.status === 0 || found.status >= 500)) connect()
      else problem.value = found
    }
  }

  async function join(placeTicket: string | undefined): Promise<LinePlace> {
    const request: JoinRequest = { device: deviceName(), ...(placeTicket && { placeTicket }) }
    try {
      return await ask<LinePlace>(`/api/queue/on-sales/${onSaleId}/entries`, { method: 'POST', body: request })
    } catch (thrown) {
      if (!placeTicket || toProblem(thrown).status !== 403) throw thrown
      // A ticket that proves nothing any more must not stand between a buyer and a new place.
      forgetPlace(onSaleId)
      return join(undefined)
    }
  }

  function stand(entered: Omit<LinePlace, 'status'>, now: LineStatus | null) {
    window.clearTimeout(enterTimer)
    enterTimer = 0
    const before = place.peek()
    if (entered.number !== before?.number || entered.epoch !== before.epoch) called.value = null
    place.value = keepPlace(userId, entered, now ? peopleAhead(now, entered.number) : 0)
  }

  /** With jitter: what makes one ask for a place again makes everybody. */
  function enterSoon() {
    enterTimer ||= window.setTimeout(() => {
      enterTimer = 0
      void enter()
    }, rolloverDelayMs())
  }

  function connect() {
    closeSocket?.()
    socketUp = false
    closeSocket = liveSocket(`/ws/queue/on-sales/${onSaleId}`, {
      hello: () => ({ type: 'hello', placeTicket: place.peek()?.placeTicket ?? '' }),
      silenceMs: SILENCE_MS,
      onMessage: (message) => hear(message as SocketMessage),
      onUp(up) {
        socketUp = up
        window.clearTimeout(pollTimer)
        if (up) connection.value = 'live'
        else poll()
      },
      comeBack,
    })
    window.clearTimeout(pollTimer)
    pollTimer = window.setTimeout(poll, SOCKET_GRACE_MS)
  }

  function hear(message: SocketMessage) {
    if (message.type === 'status') {
      observePush(message.status.serverTime)
      take(message.status)
    } else if (message.type === 'place') {
      const { epoch, number, placeTicket } = message
      stand({ onSaleId, epoch, number, placeTicket }, status.peek())
      if (status.peek()) take(status.peek()!)
    } else {
      observePush(message.serverTime)
      missed.value = false
      called.value = { claimBy: message.claimBy }
    }
  }

  function take(next: LineStatus) {
    const mine = place.peek()
    if (mine && wantsNumber(mine, next)) enterSoon()
    status.value = next
    if (isPast(mine, next) && !missed.peek()) called.value ??= { claimBy: null }
  }

  /**
   * Whether the place must be asked for again: its epoch is over, or numbers were given and it has none. At a socket it
   * comes by itself, nearly always before this asks.
   */
  function wantsNumber(mine: KeptPlace, { epoch, lobby, reason }: LineStatus): boolean {
    if (socketUp && reason === 'line-restarted') return false
    return mine.epoch < epoch || (mine.number === 0 && lobby.state === 'drawn' && reason !== 'line-restarted')
  }

  function comeBack(code: number): boolean {
    if (code === SOCKET_CLOSE.replaced) ending.value = 'replaced'
    else if (code === SOCKET_CLOSE.unknown) ending.value = 'unknown'
    else if (code === SOCKET_CLOSE.invalidTicket) {
      forgetPlace(onSaleId)
      enterSoon()
      return false
    }
    if (ending.value) {
      window.clearTimeout(pollTimer)
      window.clearTimeout(enterTimer)
      enterTimer = 0
    }
    return ending.value === null
  }

  async function poll() {
    if (closed || ending.peek()) return
    let wait = status.peek()?.pollAfterMs ?? POLL_WITHOUT_STATUS_MS
    try {
      const sentAt = Date.now()
      const next = await send<LineStatus>(`/api/queue/on-sales/${onSaleId}`)
      const at = Date.parse(next.serverTime)
      // The answer may have been cached for a second.
      observeAnswer(at, at + 1000, sentAt, Date.now())
      // Without a socket nobody says when the second call comes: the button is offered again.
      if (!socketUp) {
        connection.value = 'polling'
        missed.value = false
      }
      take(next)
      wait = next.pollAfterMs
    } catch (thrown) {
      if (!socketUp) connection.value = 'lost'
      wait = Math.max(wait, (toProblem(thrown).retryAfterSeconds ?? 0) * 1000)
    }
    if (!closed && !socketUp) pollTimer = window.setTimeout(poll, pollDelayMs(wait))
  }

  function stopFollowing() {
    closeSocket?.()
    window.clearTimeout(pollTimer)
    window.clearTimeout(enterTimer)
    enterTimer = 0
  }

  function giveUp(why: ProblemError) {
    stopFollowing()
    forgetPlace(onSaleId)
    place.value = null
    called.value = null
    problem.value = why
  }

  return {
    onSaleId,
    place,
    status,
    called,
    missed,
    connection,
    ending,
    problem,
    enter,
    /** Turns the call into a pass, or throws; a place that is over is given up. */
    async claim(): Promise<Pass> {
      try {
        const body = { placeTicket: place.peek()?.placeTicket ?? '' }
        return await ask<Pass>(`/api/queue/on-sales/${onSaleId}/pass`, { method: 'POST', body })
      } catch (thrown) {
        const found = toProblem(thrown)
        const again = found.code === 'NOT_YET' || found.members.calledAgain === true
        if (again) {
          called.value = null
          missed.value = isPast(place.peek(), status.peek())
        } else if (found.status === 409 || found.status === 403 || found.code === 'PLACE_TICKET_INVALID') giveUp(found)
        throw found
      }
    },
    async leave() {
      const placeTicket = place.peek()?.placeTicket
      await ask(`/api/queue/on-sales/${onSaleId}/entries`, { method: 'DELETE', body: { placeTicket } })
      forgetPlace(onSaleId)
      place.value = null
      ending.value = 'left'
      stopFollowing()
    },
    close() {
      closed = true
      stopFollowing()
    },
  }
}

export type Line = ReturnType<typeof openLine>

/** Whether a number has been called before, once. */
function isPast(place: KeptPlace | null, status: LineStatus | null): boolean {
  if (!place?.number || !status) return false
  return place.epoch === status.epoch && place.number <= status.watermark
}
