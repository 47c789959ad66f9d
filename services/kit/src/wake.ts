import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { commitNotes } from './commit-notes.ts'
import { type RedisClient, subscriberOf } from './redis.ts'

const channel = (service: ServiceName) => `events:${service}`
const consumersToWake = commitNotes<ServiceName>()

/** Notes that consumers are to be woken when the transaction of `em` has committed. */
export function wakeAfterCommit(em: EntityManager, consumers: readonly ServiceName[]): void {
  consumersToWake.add(em, ...consumers)
}

/**
 * After each outermost commit that published events, tells their consumers by Redis that there is something to do.
 * A wake that is lost costs a poll's wait, so nobody waits for it. It is not NOTIFY: PostgreSQL holds one lock for the
 * whole cluster through a commit that notifies.
 */
export function announceEvents(orm: MikroORM, redis: RedisClient): void {
  consumersToWake.afterCommit(orm, (consumers) => {
    for (const consumer of new Set(consumers)) redis.spublish(channel(consumer), '').catch(() => {})
  })
}

/** Calls `wake` whenever somebody published an event for the service. */
export function listenForEvents(redis: RedisClient, service: ServiceName, wake: () => void): { stop(): void } {
  const subscriber = subscriberOf(redis)
  // The client subscribes again after a loss; polling goes on meanwhile.
  subscriber.on('error', () => {})
  subscriber.on('smessage', wake)
  subscriber.ssubscribe(channel(service)).catch(() => {})
  return { stop: () => subscriber.disconnect() }
}
