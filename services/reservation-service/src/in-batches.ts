import type { EntityManager } from '@mikro-orm/postgresql'

interface Batches {
  size: number
  /** Counts what was done, batch by batch. */
  total: { inc(value: number): void }
}

/** Does one batch after another, each in a transaction of its own, until one is not full. */
export async function inBatches(
  em: EntityManager,
  { size, total }: Batches,
  some: (em: EntityManager) => Promise<number>,
): Promise<void> {
  let done: number
  do {
    done = await em.fork().transactional((em) => some(em as EntityManager))
    total.inc(done)
  } while (done === size)
}
