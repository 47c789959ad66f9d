import { join } from 'node:path'
import pg from 'pg'
import { between, weighed } from '../between.ts'
import { drive } from '../drive.ts'
import { holding } from '../hold.ts'
import { runPgbench } from '../pgbench.ts'
import type { Row } from '../row.ts'

const WARM_UP = 400
const AMOUNT = 3_000
const OURS = 210_000_000_000

export const standing: Row = {
  name: 'standing',
  title: 'standing place, beside one-row UPDATE by pgbench',
  goal: 0.8,
  async measure(ground) {
    const { system, origin, field } = ground
    await makeStock(ground.copyUrl('postgres'))
    const limit = (amount = AMOUNT / 2) =>
      runPgbench({
        url: ground.copyUrl('postgres'),
        script: 'update bench_stock set available = available - 1 where area = 0 and available >= 1;\n',
        file: join(ground.folder, 'standing.sql'),
        amount,
      })
    const request = { performanceId: field.performanceId, seats: [], standing: [{ area: 0, places: 1 }] }
    const questions = await Promise.all(
      Array.from({ length: WARM_UP + AMOUNT }, async (_, at) =>
        holding(await ground.buyer(OURS + at), field.onSaleId, request),
      ),
    )
    const ask = (amount: number) =>
      drive({ origin: origin('reservation'), question: () => questions.shift()!, amount, status: 201 })
    await limit(WARM_UP)
    await ask(WARM_UP)
    return between(limit, () => weighed(system.pid('reservation'), AMOUNT, () => ask(AMOUNT)))
  },
}

async function makeStock(url: string) {
  const database = new pg.Client(url)
  await database.connect()
  await database.query('create table bench_stock (area int primary key, available int not null check (available >= 0))')
  await database.query('insert into bench_stock values (0, 1000000)')
  await database.end()
}
