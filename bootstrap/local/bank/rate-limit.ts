import type { Core } from './core.ts'
import { BankError } from './errors.ts'
import type { Endpoint } from './script.ts'

/** So many calls a minute and API, where the switches set a number. */
export class RateLimit {
  private readonly core: Core
  private minute = 0
  private counts = new Map<Endpoint, number>()

  constructor(core: Core) {
    this.core = core
  }

  count(endpoint: Endpoint) {
    const { requestsPerMinute, tooManyRequests } = this.core.switches
    if (requestsPerMinute === null) return
    const minute = Math.floor(this.core.now() / 60_000)
    if (minute !== this.minute) this.counts.clear()
    this.minute = minute
    const count = (this.counts.get(endpoint) ?? 0) + 1
    this.counts.set(endpoint, count)
    if (count > requestsPerMinute) throw new BankError(tooManyRequests)
  }
}
