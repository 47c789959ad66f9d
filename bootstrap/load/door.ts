import type { Pass } from '@tiketi/contracts/queue'
import { buy } from '../proof/buy.ts'
import type { Turn } from './crowd-talk.ts'
import { type Crowd, sendTo } from './person.ts'

/**
 * Somebody comes in, and some buy. This is done by a part that holds no sockets: one with thousands has its hands full
 * with what is for everybody, and would measure itself.
 */
export async function comeIn(crowd: Crowd, turn: Turn): Promise<void> {
  const { progress, measured, orders } = crowd
  const { token, placeTicket, seats, leaves } = turn
  const begun = performance.now()
  const claimed = await sendTo<Pass>(crowd, turn, 'POST', 'pass', { placeTicket })
  if (!claimed) return
  measured.claim.push(performance.now() - begun)
  progress.claimed++
  if (!seats) {
    if (!leaves) return
    await sendTo(crowd, turn, 'DELETE', 'entries', { placeTicket })
    progress.left++
    return
  }
  const from = performance.now()
  const shop = {
    origin: (service: 'reservation' | 'payment') => orders[service],
    bankUrl: orders.bankUrl,
    performanceId: orders.performanceId,
  }
  await buy(shop, { token, pass: claimed.pass, seats })
  measured.purchase.push(performance.now() - from)
  progress.bought++
}
