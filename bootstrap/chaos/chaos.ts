import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@tiketi/kit/testing'
import { numbers } from '../local/demo/posters/canvas.ts'
import { type System, startSystem } from '../local/system.ts'
import { atMost, type Figure, none, told } from '../proof/figures.ts'
import { disagreements } from '../test/purchase/books.ts'
import { putOnSale } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'
import { count } from './count.ts'
import { Crowd } from './crowd.ts'
import { drawFault, strike } from './fault.ts'

/** After so many faults the buyers rest until everything agrees. */
const FAULTS_A_ROUND = 10
const HALL_SEATS = 5_000
/** What the buyers of a round are after: few enough that they meet. */
const SEATS_A_ROUND = 250
const MOST_BETWEEN_MS = 1_500
const AGREE_WITHIN_MS = 120_000

interface Chaos {
  faults: number
  seed: number
  /** Holds the system, and belongs to this run. */
  folder: string
}

/** Kills and freezes whatever Tiketi is made of while people buy, and counts seats and money when it has calmed down. */
export async function chaos({ faults, seed, folder }: Chaos): Promise<Figure[]> {
  console.log(`Starting Tiketi on a Redis Cluster; the faults are those of seed ${seed} …`)
  const system = await startSystem({ ports: await freePorts(), folder, redisCluster: true })
  try {
    const died: string[] = []
    void system.died.then((how) => died.push(how))
    const show = await putOnSale(system, { seats: HALL_SEATS })
    const random = numbers(seed)
    const crowd = new Crowd(system, show, numbers(seed + 1))
    let longestMs = 0
    for (let done = 0; done < faults; ) {
      crowd.come(((done / FAULTS_A_ROUND) * SEATS_A_ROUND) % HALL_SEATS, SEATS_A_ROUND)
      for (const last = Math.min(faults, done + FAULTS_A_ROUND); done < last; done++) {
        await pause(random() * MOST_BETWEEN_MS)
        const fault = drawFault(system, random)
        console.log(`${done + 1}/${faults} ${fault.victim} is ${fault.way} for ${fault.lastsMs} ms …`)
        await strike(system, fault)
      }
      const calm = performance.now()
      await crowd.rest()
      await until(() => agreed(system), { timeoutMs: AGREE_WITHIN_MS, everyMs: 200 }).catch(() => {})
      const tookMs = Math.round(performance.now() - calm)
      longestMs = Math.max(longestMs, tookMs)
      console.log(`${done}/${faults} ${crowd.words()}; ${tookMs} ms after the last fault all was at rest`)
    }
    const wrongs = (await disagreements(system)).map(({ what, id }) => `${what}: ${id}`)
    for (const wrong of [...wrongs, ...died, ...crowd.surprises]) console.error(wrong)
    const { soldTwice, wonApart, gone } = await count(system, crowd.kept)
    const { tried, completed, refunded, refused, undecided } = crowd.counts
    return [
      told('faults', faults, ''),
      told('orders tried', tried, ''),
      told('completed', completed, ''),
      told('of these refunded', refunded, ''),
      told('refused', refused, ''),
      told('left without an answer', undecided, ''),
      none('answers that nobody expected', crowd.surprises.length, ''),
      none('seats sold twice', soldTwice, ''),
      none('won unaccounted for', wonApart, 'won'),
      none('tickets that a buyer saw and that are gone', gone, ''),
      none('disagreements of the books', wrongs.length, ''),
      none('programs that ended of themselves', died.length, ''),
      atMost('longest time to agree', longestMs / 1_000, 's', AGREE_WITHIN_MS / 1_000),
    ]
  } finally {
    await system.stop()
  }
}

async function agreed(system: System): Promise<boolean> {
  const found = await disagreements(system).catch(() => undefined)
  return found?.length === 0
}
