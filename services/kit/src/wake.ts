import type { EntityManager, MikroORM, TransactionEventArgs } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { type RedisClient, subscriberOf } from './redis.ts'

/** A transaction or a savepoint of one. */
type Scope = object

// Whom each open transaction has told something, and where a savepoint's share goes when it is released.
const told = new WeakMap<Scope, Set<ServiceName>>()
const outerOf = new WeakMap<EntityManager | Scope, Scope>()

const channel = (service: ServiceName) => `events:${service}`

/** Notes that a consumer is to be woken when the transaction of `em` has committed. */
export function wakeAfterCommit(em: EntityManager, consumers: readonly ServiceName[]): void {
  note(em.getTransactionContext() as Scope, consumers)
}

function note(scope: Scope, consumers: Iterable<ServiceName>): void {
  const noted = told.get(scope) ?? new Set()
  for (const consumer of consumers) noted.add(consumer)
  told.set(scope, noted)
}

/**
 * After each outermost commit that published events, tells their consumers by Redis that there is something to do.
 * A wake that is lost costs a poll's wait, so nobody waits for it. It is not NOTIFY: PostgreSQL holds one lock for the
 * whole cluster through a commit that notifies.
 */
export function announceEvents(orm: MikroORM, redis: RedisClient): void {
  orm.em.getEventManager().registerSubscriber({
    beforeTransactionStart({ em, transaction }: TransactionEventArgs) {
      if (transaction) outerOf.set(em as EntityManager, transaction)
    },
    afterTransactionStart({ em, transaction }: TransactionEventArgs) {
      const outer = outerOf.get(em as EntityManager)
      if (outer && transaction) outerOf.set(transaction, outer)
    },
    afterTransactionCommit({ transaction }: TransactionEventArgs) {
      const consumers = transaction && told.get(transaction)
      if (!consumers) return
      const outer = outerOf.get(transaction)
      if (outer) return note(outer, consumers)
      for (const consumer of consumers) redis.spublish(channel(consumer), '').catch(() => {})
    },
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
