import type { ServiceName } from '@tiketi/contracts/routes'
import type { Asked } from './visitor.ts'

export interface Moment {
  at: number
  what: 'bought' | 'declined' | 'reconnected' | 'place lost'
}

/** What visitors met between two moments. */
export class Seen {
  readonly asked: Asked[]
  readonly #moments: Moment[]

  constructor(asked: Asked[], moments: Moment[]) {
    this.asked = asked
    this.#moments = moments
  }

  /** What was asked of one service. */
  of(service: ServiceName): Seen {
    return new Seen(
      this.asked.filter(({ what }) => what.includes(` /api/${service}/`)),
      this.#moments,
    )
  }

  /** Refused, broken, or never answered: nobody here asks for what they may not have. */
  get failed(): Asked[] {
    return this.asked.filter(({ status }) => status === 0 || status >= 400)
  }

  slowerThan(ms: number): Asked[] {
    return this.asked.filter((one) => one.ms > ms)
  }

  /** Of 100 requests the 95 fastest were answered within so many milliseconds. */
  get p95Ms(): number {
    const times = this.asked.map(({ ms }) => ms).sort((a, b) => a - b)
    return times[Math.floor(times.length * 0.95)] ?? 0
  }

  count(what: Moment['what']): number {
    return this.#moments.filter((moment) => moment.what === what).length
  }
}
