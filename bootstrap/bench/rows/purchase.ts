import { join } from 'node:path'
import { buy } from '../../proof/buy.ts'
import { personOf } from '../../proof/buyers.ts'
import { again } from '../again.ts'
import { between, weighed } from '../between.ts'
import { CONNECTIONS } from '../drive.ts'
import { type Ground, HALL_SEATS } from '../ground.ts'
import { runPgbench } from '../pgbench.ts'
import type { Row } from '../row.ts'
import { type Transaction, transactionsOf } from '../statements.ts'

const WARM_UP = 48
const AMOUNT = 480
const SAMPLE = 100_000_000_002
const OURS = 230_000_000_000
const SAMPLE_SEATS: [number, number] = [HALL_SEATS - 17, HALL_SEATS - 13]
/** Ours lie above those of the holds, pgbench's below the sample's. */
const FIRST_SEAT = 10_000
const FIRST_RUN = 1

export const purchases: Row = {
  name: 'purchase',
  title: 'purchase from hold to ticket, beside its SQL by pgbench',
  goal: 0.2,
  async measure(ground) {
    const { system, hall } = ground
    const transactions = await transactionsOf(ground.database, {
      marks: async () => [personOf(SAMPLE), ...Object.values(await idsOf(ground))],
      logFile: ground.postgresLog,
      act: () => purchase(ground, SAMPLE, SAMPLE_SEATS),
    })
    const { order_id, payment_key } = await idsOf(ground)
    let run = FIRST_RUN
    const limit = (amount = AMOUNT / 2) =>
      runPgbench({
        url: ground.copyUrl('postgres'),
        script: again(
          transactions.map(asRole),
          {
            number: SAMPLE,
            seats: SAMPLE_SEATS,
            kept: [hall.performanceId, hall.onSaleId],
            madeUp: [order_id, payment_key],
          },
          run++,
        ),
        file: join(ground.folder, 'purchase.sql'),
        amount,
      })
    let next = 0
    const ask = async (amount: number) => {
      const tookMs: number[] = []
      const until = next + amount
      const begun = performance.now()
      const buyer = async () => {
        while (next < until) {
          const at = next++
          const from = performance.now()
          await purchase(ground, OURS + at, [FIRST_SEAT + 2 * at, FIRST_SEAT + 2 * at + 1])
          tookMs.push(performance.now() - from)
        }
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, buyer))
      const perSecond = (1_000 * amount) / (performance.now() - begun)
      return { perSecond, p99Ms: tookMs.sort((a, b) => a - b)[Math.floor(tookMs.length * 0.99)]! }
    }
    await limit(WARM_UP)
    await ask(WARM_UP)
    return between(limit, () => weighed(system.pid('reservation'), AMOUNT, () => ask(AMOUNT)))
  },
}

async function purchase(ground: Ground, number: number, seats: number[]) {
  const { buyer, hall, origin, system } = ground
  const { token, pass } = await buyer(number)
  const shop = { origin, bankUrl: system.bankUrl, performanceId: hall.performanceId }
  await buy(shop, { token, pass: await pass(hall.onSaleId), seats })
}

/** By which the transactions of the sample are known. */
async function idsOf({ database }: Ground) {
  const { rows } = await database.query<Record<'id' | 'order_id' | 'payment_key' | 'reservation_id', string>>(
    'select id, order_id, payment_key, reservation_id from payment.payment where person_id = $1',
    [personOf(SAMPLE)],
  )
  return rows[0]!
}

/** The superuser does it in the role's place, whose tables are found by its own path. */
function asRole({ role, statements: [begin, ...rest] }: Transaction): Transaction {
  return { role, statements: [begin!, `set local role ${role}`, `set local search_path to ${role}`, ...rest] }
}
