import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { Hold } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { payAtBank } from '../../local/bank/buyer.ts'
import { again } from '../again.ts'
import { between, weighed } from '../between.ts'
import { CONNECTIONS } from '../drive.ts'
import { type Ground, HALL_SEATS, personOf } from '../ground.ts'
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

export const purchase: Row = {
  name: 'purchase',
  title: 'purchase from hold to ticket, beside its SQL by pgbench',
  goal: 0.2,
  async measure(ground) {
    const { system, hall } = ground
    const transactions = await transactionsOf(ground.database, {
      marks: async () => [personOf(SAMPLE), ...Object.values(await idsOf(ground))],
      logFile: ground.postgresLog,
      act: () => buy(ground, SAMPLE, SAMPLE_SEATS),
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
          await buy(ground, OURS + at, [FIRST_SEAT + 2 * at, FIRST_SEAT + 2 * at + 1])
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

/** Everything that a buyer does, from seats to tickets. */
async function buy({ buyer, hall, origin, system }: Ground, number: number, seats: number[]) {
  const { token, pass } = await buyer(number)
  const send = async (url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': `bench-${number}-${randomUUID()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  const succeed = async <Body>(...question: Parameters<typeof send>) => {
    const { status, body } = await send(...question)
    if (status >= 300) throw new Error(`${question[0]} answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
    return body as Body
  }
  const held = await succeed<Hold>(
    `${origin('reservation')}/api/reservation/holds`,
    { performanceId: hall.performanceId, seats },
    { [PASS_HEADER]: await pass(hall.onSaleId) },
  )
  const prepared = await succeed<PreparedPayment>(`${origin('payment')}/api/payment/payments`, {
    reservationId: held.id,
  })
  const redirect = await payAtBank(system.bankUrl, prepared, { card: 'approves' })
  await succeed(`${origin('payment')}/api/payment/confirmations`, redirect)
  await until(async () => (await send(`${origin('reservation')}/api/reservation/orders/${held.id}`)).status === 200)
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
