/** How long to wait before the n-th try to reconnect (from 0): random up to a doubling limit, so that a crowd spreads. */
export function reconnectDelayMs(tries: number, random: () => number = Math.random): number {
  return 250 + random() * Math.min(30_000, 1000 * 2 ** tries)
}

/** A rollover asks everybody at once to come back. */
export function rolloverDelayMs(random: () => number = Math.random): number {
  return 250 + random() * 5_000
}

/** The server names the least; as much again at random spreads the polls. */
export function pollDelayMs(pollAfterMs: number, random: () => number = Math.random): number {
  return pollAfterMs * (1 + random())
}
