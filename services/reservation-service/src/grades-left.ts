import type { MikroORM } from '@mikro-orm/postgresql'
import { SEAT_STATE, type SeatsLeft } from '@tiketi/contracts/reservation'
import { briefly } from './briefly.ts'
import type { Performances } from './performances.ts'
import { type SeatStatesReader, stateOf } from './seat-states.ts'

const KEPT_MS = 1_000

interface Parts {
  orm: MikroORM
  performances: Performances
  states: SeatStatesReader
}

/** How many places of an on-sale are free by grade, dearest first. */
export function gradesLeft({ orm, performances, states }: Parts) {
  return briefly(KEPT_MS, async (onSaleId: string): Promise<NonNullable<SeatsLeft['grades']>> => {
    const ids = await orm.em
      .fork()
      .execute<{ id: string }[]>('select id from performance where ? in (on_sale_id, presale_id) and not cancelled', [
        onSaleId,
      ])
    const free = new Map<string, { free: number; priceWon: number }>()
    for (const { id } of ids) {
      const { performance } = await performances.find(id)
      const now = await states.recent(id)
      for (const { code, priceWon } of performance.grades) free.set(code, { free: 0, priceWon, ...free.get(code) })
      const add = (grade: string, places: number) => {
        free.get(grade)!.free += places
      }
      performance.gradesOfSeats().forEach((grade, seat) => {
        if (stateOf(now, seat) === SEAT_STATE.free) add(grade, 1)
      })
      for (const [area, { grade }] of performance.plan.standing?.entries() ?? []) add(grade, now.areas[area] ?? 0)
    }
    return [...free].sort(([, a], [, b]) => b.priceWon - a.priceWon).map(([code, { free }]) => ({ code, free }))
  })
}
