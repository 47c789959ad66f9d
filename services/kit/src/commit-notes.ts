import type { EntityManager, MikroORM, TransactionEventArgs } from '@mikro-orm/postgresql'

/** A transaction or a savepoint of one. */
type Scope = object

export interface CommitNotes<Note> {
  /**
   * Keeps a note with the transaction of `em`: a savepoint that is released passes its notes on, what is rolled back
   * takes them along.
   * @throws Error outside a transaction.
   */
  add(em: EntityManager, ...notes: Note[]): void
  /** Calls `tell` with all notes of a transaction once the outermost commit is done. Nobody waits for what it does. */
  afterCommit(orm: MikroORM, tell: (notes: Note[]) => void): void
}

/** One kind of thing that others are to be told of when, and only when, it was committed. */
export function commitNotes<Note>(): CommitNotes<Note> {
  const kept = new WeakMap<Scope, Note[]>()
  const outerOf = new WeakMap<Scope, Scope>()
  const keep = (scope: Scope, notes: Note[]) => kept.set(scope, [...(kept.get(scope) ?? []), ...notes])

  return {
    add(em, ...notes) {
      const scope = em.getTransactionContext() as Scope | undefined
      if (!scope) throw new Error('There is no transaction whose commit could be waited for.')
      keep(scope, notes)
    },
    afterCommit(orm, tell) {
      orm.em.getEventManager().registerSubscriber({
        beforeTransactionStart({ em, transaction }: TransactionEventArgs) {
          if (transaction) outerOf.set(em, transaction)
        },
        afterTransactionStart({ em, transaction }: TransactionEventArgs) {
          const outer = outerOf.get(em)
          if (outer && transaction) outerOf.set(transaction, outer)
        },
        afterTransactionCommit({ transaction }: TransactionEventArgs) {
          const notes = transaction && kept.get(transaction)
          if (!notes) return
          const outer = outerOf.get(transaction)
          if (outer) keep(outer, notes)
          else tell(notes)
        },
      })
    },
  }
}
