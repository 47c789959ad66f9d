/** What is known of (server's clock - this device's clock), in ms. */
export interface OffsetBounds {
  low: number
  high: number
}

export const UNKNOWN_OFFSET: OffsetBounds = { low: -Infinity, high: Infinity }

/**
 * Both facts at once. When they contradict, somebody set a clock: the newer fact wins, and an open end of it is closed
 * after a second, the resolution of an HTTP date.
 */
export function narrow(known: OffsetBounds, fact: OffsetBounds): OffsetBounds {
  const low = Math.max(known.low, fact.low)
  const high = Math.min(known.high, fact.high)
  if (low <= high) return { low, high }
  if (fact.high === Infinity) return { low: fact.low, high: fact.low + 1000 }
  if (fact.low === -Infinity) return { low: fact.high - 1000, high: fact.high }
  return fact
}

/** The best single guess: the middle, or the known end. */
export function offsetOf({ low, high }: OffsetBounds): number {
  if (low === -Infinity && high === Infinity) return 0
  if (high === Infinity) return low
  if (low === -Infinity) return high
  return (low + high) / 2
}

let bounds = UNKNOWN_OFFSET

/** An answer said it was between `earliest` and `latest` on the server at some moment between sending and receiving. */
export function observeAnswer(earliest: number, latest: number, sentAt: number, receivedAt: number) {
  if (Number.isNaN(earliest) || Number.isNaN(latest)) return
  bounds = narrow(bounds, { low: earliest - receivedAt, high: latest - sentAt })
}

/** A pushed message carries the server's time; how long it travelled is unknown. */
export function observePush(serverTime: string) {
  const at = Date.parse(serverTime)
  if (!Number.isNaN(at)) bounds = narrow(bounds, { low: at - Date.now(), high: Infinity })
}

/** Now by the server's clock, in ms since 1970. */
export function serverNow(): number {
  return Date.now() + offsetOf(bounds)
}
