import { type RedisClient, script, subscriberOf } from '@tiketi/kit/redis'

/** Something changed about these seats, or standing places, after version `since`, which led to `version`. */
export interface SeatNews {
  since: number
  version: number
  seats: number[]
}

export interface SeatVersions {
  /** The version of a performance's seats; 0 while Redis does not say, at once. */
  read(performanceId: string): Promise<number>
  /** Gives a committed change a version and tells every process, best-effort. */
  tell(performanceId: string, seats: number[]): void
  /** Hears of changes, as soon as Redis is there, until told to ignore them. */
  listen(performanceId: string, hear: (news: SeatNews) => void): Promise<void>
  ignore(performanceId: string): void
  close(): void
}

const KEPT_SECONDS = 86_400
const PATIENCE_MS = 200

const channelOf = (performanceId: string) => `seats:{${performanceId}}`
const keyOf = (performanceId: string) => `${channelOf(performanceId)}:version`

/**
 * Versions of seat states, given by Redis so that no row of PostgreSQL is everybody's. They order what the browsers see
 * and decide nothing: without Redis all stays right, and browsers ask for the whole status instead.
 */
export function seatVersions(redis: RedisClient): SeatVersions {
  const readVersion = script(redis, new URL('./seat-version.lua', import.meta.url))
  const announce = script(redis, new URL('./announce-seats.lua', import.meta.url))
  const subscriber = subscriberOf(redis)
  const listeners = new Map<string, (news: SeatNews) => void>()
  subscriber.on('error', () => {})
  subscriber.on('smessage', (channel: string, message: string) => listeners.get(channel)?.(newsOf(message)))

  return {
    async read(performanceId) {
      const version = readVersion([keyOf(performanceId)], [KEPT_SECONDS]).then(Number, () => 0)
      return Promise.race([version, after(PATIENCE_MS, 0)])
    },
    tell(performanceId, seats) {
      const args = [channelOf(performanceId), seats.join(','), KEPT_SECONDS]
      announce([keyOf(performanceId)], args).catch(() => {})
    },
    async listen(performanceId, hear) {
      listeners.set(channelOf(performanceId), hear)
      await subscriber.ssubscribe(channelOf(performanceId))
    },
    ignore(performanceId) {
      listeners.delete(channelOf(performanceId))
      subscriber.sunsubscribe(channelOf(performanceId)).catch(() => {})
    },
    close() {
      subscriber.disconnect()
    },
  }
}

function newsOf(message: string): SeatNews {
  const [since, version, seats] = message.split(' ')
  return { since: Number(since), version: Number(version), seats: seats ? seats.split(',').map(Number) : [] }
}

function after<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(resolve, ms, value).unref())
}
