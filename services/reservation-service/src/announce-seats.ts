import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { commitNotes } from '@tiketi/kit/commit-notes'

const changed = commitNotes<{ performanceId: string; seats: number[] }>()

/**
 * Lets those who look at the seat map know that these seats are no longer what they were, once that is committed; with
 * none, that standing places are not.
 */
export function announceSeats(em: EntityManager, performanceId: string, seats: number[]): void {
  changed.add(em, { performanceId, seats })
}

/** Calls `tell` for all that was announced and committed. */
export function tellAnnouncedSeats(orm: MikroORM, tell: (performanceId: string, seats: number[]) => void): void {
  changed.afterCommit(orm, (changes) => {
    for (const { performanceId, seats } of changes) tell(performanceId, seats)
  })
}
