const FAST_MS = 10_000
const SLOW_MS = 60_000
const MEASURED_FROM_MS = 20_000
/** More than chance explains between what was lately and what was before. */
const DEVIATIONS = 2
const APART = 0.4

/** How fast a line moves, and whether that is worth telling: by what it did lately and over a minute. */
export class Pace {
  #since = 0
  #at = 0
  #calls = 0
  #fast = 0
  #slow = 0

  /** Begins anew, as after the opening or a loss. `calls` so far do not count. */
  begin(at: number, calls: number): void {
    this.#since = at
    this.#at = at
    this.#calls = calls
    this.#fast = 0
    this.#slow = 0
  }

  /** @param calls all that there were until then. */
  observe(at: number, calls: number): void {
    const passed = Math.max(0, at - this.#at)
    const called = Math.max(0, calls - this.#calls)
    this.#fast = this.#fast * Math.exp(-passed / FAST_MS) + called
    this.#slow = this.#slow * Math.exp(-passed / SLOW_MS) + called
    this.#at = Math.max(this.#at, at)
    this.#calls = Math.max(this.#calls, calls)
  }

  /** Calls a second; nothing while too little was seen, or while the line has just become faster or slower. */
  perSecond(): number | null {
    const passed = this.#at - this.#since
    if (passed < MEASURED_FROM_MS) return null
    const fast = rate(this.#fast, FAST_MS, passed)
    const slow = rate(this.#slow, SLOW_MS, passed)
    const chance = DEVIATIONS * Math.sqrt(slow / (FAST_MS / 1_000))
    if (Math.abs(fast - slow) > Math.max(APART * slow, chance)) return null
    return Math.round(slow * 100) / 100
  }
}

/** A fading sum, divided by what one a second would have added up to. */
function rate(sum: number, fadingMs: number, passed: number): number {
  return (sum * 1_000) / (fadingMs * (1 - Math.exp(-passed / fadingMs)))
}
