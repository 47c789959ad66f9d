import type { EventSummary } from '@tiketi/contracts/event'

/** The event whose sale opens next, else the one that opened last and still sells. */
export function nextOnSale(events: readonly EventSummary[], now: number): EventSummary | null {
  let next: EventSummary | null = null
  for (const event of events) {
    if (Date.parse(event.saleClosesAt) <= now) continue
    if (next === null || better(event, next, now)) next = event
  }
  return next
}

function better(a: EventSummary, b: EventSummary, now: number): boolean {
  const left = Date.parse(a.saleOpensAt) - now
  const right = Date.parse(b.saleOpensAt) - now
  if (left > 0 !== right > 0) return left > 0
  return left > 0 ? left < right : left > right
}
