const BITS = { least: 12, most: 20 }

/** How many ask for a place here lately. */
export class Arrivals {
  #second = 0
  #now = 0
  #before = 0

  count(now = performance.now()): void {
    this.#turn(now)
    this.#now += 1
  }

  /** Of the last whole second, or of this one when it is more already. */
  perSecond(now = performance.now()): number {
    this.#turn(now)
    return Math.max(this.#before, this.#now)
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1_000)
    if (second === this.#second) return
    this.#before = second === this.#second + 1 ? this.#now : 0
    this.#now = 0
    this.#second = second
  }
}

/** The bits of work for a place: each doubling of the rush doubles the work. */
export function bitsFor(arrivalsPerSecond: number): number {
  return Math.min(BITS.most, BITS.least + Math.floor(Math.log2(1 + arrivalsPerSecond / 10)))
}
