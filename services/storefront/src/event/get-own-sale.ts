import type { Event, Performance } from '@tiketi/contracts/event'
import { ProblemError } from '../api/problem.ts'
import { serverNow } from '../clock/server-clock.ts'
import { getEvent } from './event-requests.ts'
import { readPresaleEntry, saleFor } from './presale-requests.ts'

/** A performance under the window of sale that is now the buyer's who is logged in. */
export async function getOwnSale(
  eventId: string,
  performanceId: string,
  signal: AbortSignal,
): Promise<{ event: Event; performance: Performance }> {
  const event = await getEvent(eventId, signal)
  const performance = event.performances.find(({ id }) => id === performanceId)
  if (!performance) throw new ProblemError({ code: 'NOT_FOUND', status: 404 })
  const { onSale } = performance
  const now = serverNow()
  if (!onSale.presale || now >= Date.parse(onSale.presale.closesAt)) return { event, performance }
  const { entered } = await readPresaleEntry(eventId, signal)
  return { event, performance: { ...performance, onSale: saleFor(onSale, entered, now) } }
}
