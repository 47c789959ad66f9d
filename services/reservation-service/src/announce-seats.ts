import type { EntityManager, MikroORM, TransactionEventArgs } from '@mikro-orm/postgresql'

interface Change {
  performanceId: string
  seats: number[]
}

// What each open transaction changed, and where a savepoint's share goes when it is released.
const changed = new WeakMap<object, Change[]>()
const outerOf = new WeakMap<object, object>()

/** Lets those who look at the seat map know that these seats are no longer what they were, once that is committed. */
export function announceSeats(em: EntityManager, performanceId: string, seats: number[]): void {
  const transaction = em.getTransactionContext() as object | undefined
  if (!transaction) throw new Error('Seats were changed outside a transaction.')
  note(transaction, [{ performanceId, seats }])
}

function note(transaction: object, changes: Change[]): void {
  changed.set(transaction, [...(changed.get(transaction) ?? []), ...changes])
}

/** Calls `tell` for all that was announced, after the outermost commit; never for what was rolled back. */
export function tellAnnouncedSeats(orm: MikroORM, tell: (performanceId: string, seats: number[]) => void): void {
  orm.em.getEventManager().registerSubscriber({
    beforeTransactionStart({ em, transaction }: TransactionEventArgs) {
      if (transaction) outerOf.set(em, transaction)
    },
    afterTransactionStart({ em, transaction }: TransactionEventArgs) {
      const outer = outerOf.get(em)
      if (outer && transaction) outerOf.set(transaction, outer)
    },
    afterTransactionCommit({ transaction }: TransactionEventArgs) {
      const changes = transaction && changed.get(transaction)
      if (!changes) return
      const outer = outerOf.get(transaction)
      if (outer) note(outer, changes)
      else for (const { performanceId, seats } of changes) tell(performanceId, seats)
    },
  })
}
