import type { EntityManager } from '@mikro-orm/postgresql'
import type { Hold } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import type { BestWish, ChooseBest } from './best-seats.ts'
import { holdSeats } from './hold-seats.ts'
import type { PassCheck } from './pass.ts'
import type { Performance } from './performance.ts'

interface HoldBest {
  personId: string
  performance: Performance
  onSaleId: string
  pass: PassCheck
  holdSeconds: number
  wish: BestWish
  choose: ChooseBest
}

/** Seats lost to others in the same moment are followed by the next best, so many times. */
const TRIES = 8

/**
 * The best seats side by side that are left are the buyer's for `holdSeconds`.
 *
 * @throws Refusal 409 NONE_TOGETHER; 503 SEATS_BUSY when others were faster every time; and what `holdSeats` refuses.
 */
export async function holdBest(em: EntityManager, best: HoldBest): Promise<Hold> {
  const { wish, choose, ...terms } = best
  const gone = new Set<number>()
  for (let tries = 0; tries < TRIES; tries++) {
    const seats = choose(wish, gone)
    try {
      // In a savepoint: of a try that is lost, nothing may be left to the next.
      return await em.transactional((em) => holdSeats(em, { ...terms, seats, standing: [] }))
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'SEATS_TAKEN')) throw error
      for (const seat of error.members.taken as number[]) gone.add(seat)
    }
  }
  throw new Refusal('SEATS_BUSY', 503, 'Many are after these seats right now. Please try again.', {
    retryAfterSeconds: 1,
  })
}
