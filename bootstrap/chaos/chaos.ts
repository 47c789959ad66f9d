import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@tiketi/kit/testing'
import pg from 'pg'
import { numbers } from '../local/demo/posters/canvas.ts'
import { type System, startSystem } from '../local/system.ts'
import { atMost, type Figure, none, told } from '../proof/figures.ts'
import { disagreements, wonApart } from '../test/purchase/books.ts'
import { putOnSale } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'
import { Crowd, type Purchased } from './crowd.ts'
import { drawFault, strike } from './fault.ts'

/** After so many faults the buyers rest until everything agrees. */
const FAULTS_A_ROUND = 10
const HALL_SEATS = 20_000
/** What the buyers of a round are after: few enough that they meet. */
const SEATS_A_ROUND = 1_000
const MOST_BETWEEN_MS = 1_500
const AGREE_WITHIN_MS = 120_000

interface Chaos {
  faults: number
  seed: number
  /** Holds the system, and belongs to this run. */
  folder: string
  say: (line: string) => void
}

interface Outcome {
  figures: Figure[]
  /** What did not agree in the end, in words. */
  wrongs: string[]
}

/** Kills and freezes whatever Tiketi is made of while people buy, and counts seats and money when it has calmed down. */
export async function chaos({ faults, seed, folder, say }: Chaos): Promise<Outcome> {
  say(`Starting Tiketi on a Redis Cluster; seed ${seed}`)
  const system = await startSystem({ ports: await freePorts(), folder, redisCluster: true })
  try {
    const died: string[] = []
    void system.died.then((how) => died.push(how))
    const show = await putOnSale(system, { seats: HALL_SEATS })
    const random = numbers(seed)
    const crowd = new Crowd(system, show, random)
    let longestMs = 0
    for (let done = 0; done < faults; ) {
      crowd.come(((done / FAULTS_A_ROUND) * SEATS_A_ROUND) % HALL_SEATS, SEATS_A_ROUND)
      for (const last = Math.min(faults, done + FAULTS_A_ROUND); done < last; done++) {
        await pause(random() * MOST_BETWEEN_MS)
        const fault = drawFault(system, random)
        say(`${done + 1}/${faults} ${fault.words}`)
        await strike(system, fault)
      }
      const calm = performance.now()
      await crowd.rest()
      await until(() => agreed(system), { timeoutMs: AGREE_WITHIN_MS }).catch(() => {})
      longestMs = Math.max(longestMs, performance.now() - calm)
      say(
        `${done}/${faults} ${crowd.words()}; all agreed ${Math.round(performance.now() - calm)} ms after the last fault`,
      )
    }
    const wrongs = (await disagreements(system)).map(({ what, id }) => `${what}: ${id}`)
    const { soldTwice, wonLost, gone } = await count(system, crowd.purchases)
    const { tried, completed, refunded, refused, undecided } = crowd.counts
    return {
      figures: [
        told('faults', faults, ''),
        told('orders tried', tried, ''),
        told('completed', completed, ''),
        told('refunded', refunded, ''),
        told('refused', refused, ''),
        told('left without an answer', undecided, ''),
        none('seats sold twice', soldTwice, ''),
        none('won unaccounted for', wonLost, 'won'),
        none('tickets that a buyer saw and that are gone', gone, ''),
        none('disagreements of the books', wrongs.length, ''),
        none('programs that ended of themselves', died.length, ''),
        atMost('longest time to agree', longestMs / 1_000, 's', AGREE_WITHIN_MS / 1_000),
      ],
      wrongs: [...wrongs, ...died, ...crowd.surprises],
    }
  } finally {
    await system.stop()
  }
}

async function agreed(system: System): Promise<boolean> {
  const found = await disagreements(system).catch(() => undefined)
  return found?.length === 0
}

/** Counted apart from the books' own rules, from what buyers were shown and what the tables say of tickets. */
async function count(system: System, purchases: Purchased[]) {
  const database = new pg.Client(system.adminUrl)
  await database.connect()
  try {
    const twice = await database.query<{ count: number }>(
      `select count(*)::int as count from (select from reservation.ticket t
        join reservation.reservation r on r.id = t.reservation_id where t.refund_id is null and t.seat is not null
        group by r.performance_id, t.seat having count(*) > 1) as twice`,
    )
    const live = await database.query<{ id: string }>(
      `select id from reservation.ticket where refund_id is null and id = any($1)`,
      [purchases.flatMap(({ tickets }) => tickets)],
    )
    const known = new Set(live.rows.map(({ id }) => id))
    const apart = [...(await wonApart(database, system)).values()]
    return {
      soldTwice: twice.rows[0]!.count,
      wonLost: apart.reduce((sum, won) => sum + Math.abs(won), 0),
      gone: purchases.flatMap(({ tickets }) => tickets.filter((id) => !known.has(id))).length,
    }
  } finally {
    await database.end()
  }
}
