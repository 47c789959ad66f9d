import type { LineState, LineStatus, LobbyStatus } from '@tiketi/contracts/queue'
import { LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'
import type { OnSale } from './on-sale.ts'
import type { Snapshot } from './snapshot.ts'

const SOON_MS = 60_000

interface Known {
  snapshot: Snapshot | undefined
  /** Its memory cannot be reached. */
  away: boolean
  callsPerSecond: number | null
  /** Since the snapshot was heard. */
  ageMs: number
}

/**
 * What everybody is told about a line: what admit.lua last saw, or, while its memory is away, that it is paused. A sale
 * that is over needs no memory to say so.
 */
export function lineStatus(sale: OnSale, { snapshot, away, callsPerSecond, ageMs }: Known): LineStatus {
  const over = sale.isOver(Date.now())
  const state = over ? 'closed' : away || !snapshot ? 'paused' : snapshot.state
  const reason = over ? undefined : away || !snapshot ? 'line-away' : snapshot.reason
  const now = away || !snapshot ? Date.now() : snapshot.now + Math.round(ageMs)
  const opensAt = snapshot?.opensAt ?? sale.opensAt.getTime()
  return {
    onSaleId: sale.id,
    state,
    ...(reason && { reason }),
    epoch: snapshot?.epoch ?? sale.epoch,
    opensAt: new Date(opensAt).toISOString(),
    serverTime: new Date(now).toISOString(),
    lobby: lobbyStatus(sale, snapshot, now),
    watermark: snapshot?.watermark ?? 0,
    last: snapshot?.last ?? 0,
    leftBucket: snapshot?.leftBucket ?? 1,
    left: snapshot?.left ?? [],
    returning: snapshot?.returning ?? 0,
    callsPerSecond,
    seatsFree: snapshot?.seatsFree ?? sale.seats,
    ...(snapshot?.grades && { grades: snapshot.grades }),
    pollAfterMs: pollAfterMs(state, opensAt - now),
  }
}

function lobbyStatus(sale: OnSale, snapshot: Snapshot | undefined, now: number): LobbyStatus {
  const closesAt = (snapshot?.opensAt ?? sale.opensAt.getTime()) - LOBBY_CLOSES_BEFORE_MS
  // Who is drawn from the lobby has a number only when nobody waits for one any more.
  const drawn = snapshot?.drawn && (!snapshot.gathering || snapshot.resumesAt > 0)
  const state = drawn ? 'drawn' : now < closesAt && !sale.lobbyClosedAt ? 'open' : 'closed'
  return { state, closesAt: new Date(closesAt).toISOString(), people: snapshot?.lobby ?? 0 }
}

/** A called person has two minutes, so a few seconds of not knowing cost nobody a place. */
function pollAfterMs(state: LineState, untilOpeningMs: number): number {
  if (state === 'closed' || state === 'sold-out') return 30_000
  if (state === 'scheduled') return untilOpeningMs > SOON_MS ? 15_000 : 5_000
  return state === 'open' ? 3_000 : 5_000
}
