import { join } from 'node:path'
import { again } from '../again.ts'
import { between, weighed } from '../between.ts'
import { drive } from '../drive.ts'
import { HALL_SEATS } from '../ground.ts'
import { holding } from '../hold.ts'
import { runPgbench } from '../pgbench.ts'
import type { Row } from '../row.ts'
import { transactionsOf } from '../statements.ts'

const WARM_UP = 400
const AMOUNT = 3_000
/** Twelve digits each, so that they end a UUID; nobody has two of them. */
const SAMPLE = 100_000_000_000
const OURS = 200_000_000_000
const SAMPLE_SEATS: [number, number] = [HALL_SEATS - 7, HALL_SEATS - 3]

export const hold: Row = {
  name: 'hold',
  title: 'hold of two seats, beside its SQL by pgbench',
  goal: 0.25,
  async measure(ground) {
    const { system, origin, hall } = ground
    const wish = async (number: number, seats: number[]) =>
      holding(
        await ground.buyer(number),
        hall.onSaleId,
        { performanceId: hall.performanceId, seats },
        `bench-${number}`,
      )
    const sample = await wish(SAMPLE, SAMPLE_SEATS)
    const transactions = await transactionsOf(ground.database, {
      marks: async () => [`bench-${SAMPLE}`],
      logFile: ground.postgresLog,
      act: () => drive({ origin: origin('reservation'), question: sample, amount: 1, status: 201 }),
    })
    const kept = [hall.performanceId, hall.onSaleId]
    let run = 0
    const limit = (amount = AMOUNT / 2) =>
      runPgbench({
        url: ground.copyUrl('reservation'),
        script: again(transactions, { number: SAMPLE, seats: SAMPLE_SEATS, kept }, run++),
        file: join(ground.folder, 'hold.sql'),
        amount,
      })
    const questions = await Promise.all(
      Array.from({ length: WARM_UP + AMOUNT }, (_, at) => wish(OURS + at, [2 * at, 2 * at + 1])),
    )
    const ask = (amount: number) =>
      drive({ origin: origin('reservation'), question: () => questions.shift()!, amount, status: 201 })
    await limit(WARM_UP)
    await ask(WARM_UP)
    return between(limit, () => weighed(system.pid('reservation'), AMOUNT, () => ask(AMOUNT)))
  },
}
