import { bestTogether } from '@tiketi/contracts/best-together'
import { SEAT_STATE } from '@tiketi/contracts/reservation'
import { type SeatingPlan, seatPoint } from '@tiketi/contracts/seating'
import { Refusal } from '@tiketi/kit/refusal'
import type { Performance } from './performance.ts'
import { type SeatStates, type SeatStatesReader, stateOf } from './seat-states.ts'

export interface BestWish {
  count: number
  grade?: string
  wheelchairs?: number
}

export interface BestSeats {
  /** Looks at the seats, so that the best can be chosen without waiting, be it in a transaction. */
  look(performance: Performance): Promise<ChooseBest>
}

/**
 * The best seats side by side for the wish, none of `gone`.
 * @throws Refusal 409 NONE_TOGETHER; 404 GRADE_UNKNOWN; 400 INVALID for more wheelchairs than seats.
 */
export type ChooseBest = (wish: BestWish, gone: ReadonlySet<number>) => number[]

/**
 * Chooses by the states that the seat map shows. As everybody wants the same seats, what was chosen once is left alone
 * until the states are read anew: whoever comes in the same moment gets the next best, not a lost race.
 */
export function bestSeats(states: SeatStatesReader): BestSeats {
  const chosen = new WeakMap<SeatStates, Set<number>>()
  return {
    async look(performance) {
      const now = await states.recent(performance.id)
      const others = chosen.get(now) ?? new Set()
      chosen.set(now, others)
      return (wish, gone) => {
        const hall = hallOf(performance)
        const terms = termsOf(performance, wish)
        const isFree = (seat: number) => stateOf(now, seat) === SEAT_STATE.free && !gone.has(seat)
        // Those chosen for others were perhaps never held.
        const seats =
          bestTogether(hall, (seat) => isFree(seat) && !others.has(seat), terms) ?? bestTogether(hall, isFree, terms)
        if (!seats)
          throw new Refusal('NONE_TOGETHER', 409, 'So many seats side by side are not left. Please try fewer.')
        for (const seat of seats) others.add(seat)
        return seats
      }
    },
  }
}

function termsOf({ grades }: Performance, { count, grade: code, wheelchairs = 0 }: BestWish) {
  if (wheelchairs > count)
    throw new Refusal('INVALID', 400, 'Some fields are not valid.', {
      fields: [{ path: 'body.wheelchairs', message: 'must not be more than count' }],
    })
  const grade = code === undefined ? null : grades.findIndex((grade) => grade.code === code)
  if (grade === -1) throw new Refusal('GRADE_UNKNOWN', 404, 'There is no such grade in this hall.')
  return { count, wheelchairs, grade }
}

type Hall = Parameters<typeof bestTogether>[0]

const halls = new WeakMap<SeatingPlan, Hall>()

function hallOf(performance: Performance): Hall {
  const known = halls.get(performance.plan)
  if (known) return known
  const hall = unfold(performance)
  halls.set(performance.plan, hall)
  return hall
}

function unfold(performance: Performance): Hall {
  const { plan, grades } = performance
  const places = performance.places()
  const points = places.map(seatPoint)
  const { from, to } = plan.stage
  let first = 0
  return {
    x: points.map(([x]) => x),
    y: points.map(([, y]) => y),
    accessible: Uint8Array.from(places, ({ row, place }) => (row.accessible?.includes(place) ? 1 : 0)),
    stageCentre: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2],
    rows: plan.sections.flatMap(({ rows }, section) =>
      rows.map(({ seats, grade: code }) => {
        first += seats
        return { section, grade: grades.findIndex((grade) => grade.code === code), first: first - seats, seats }
      }),
    ),
  }
}
