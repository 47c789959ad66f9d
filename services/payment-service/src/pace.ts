const MOST_AT_ONCE = 16
const FIRST_REST_MS = 500
const LONGEST_REST_MS = 60_000

/**
 * How many refunds may be under way at once. It grows while the bank keeps up; when the bank says that it is too much,
 * it halves and rests, longer each time in a row (additive increase, multiplicative decrease).
 */
export class Pace {
  #atOnce = 8
  #restMs = FIRST_REST_MS
  #restsUntil = 0

  get atOnce(): number {
    return Math.floor(this.#atOnce)
  }

  /** How long to wait before the bank is asked again. */
  get restMs(): number {
    return Math.max(0, this.#restsUntil - performance.now())
  }

  wentWell(): void {
    this.#restMs = FIRST_REST_MS
    this.#atOnce = Math.min(MOST_AT_ONCE, this.#atOnce + 1 / this.#atOnce)
  }

  wasTooMuch(): void {
    // All that were under way are told so; one of them is enough.
    if (this.restMs > 0) return
    this.#atOnce = Math.max(1, this.#atOnce / 2)
    this.#restsUntil = performance.now() + this.#restMs
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2)
  }
}
