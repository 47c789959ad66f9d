import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { executeAhead, executeLast, executePrepared } from '../src/prepared.ts'
import { stage } from './stage.ts'

const INSERT = 'insert into cause (id) values (?)'
const COUNT = 'select count(*)::int as causes from cause where id <> ?'

/** One connection; `trips` counts how often the server was waited for. */
async function connection(t: TestContext) {
  const { payment: orm, admin } = await stage(t)
  const pool = await orm.em.getConnection().getNativeClient()
  pool.options.max = 1
  let answered = 0
  pool.on('connect', (client: object) => {
    Reflect.get(client, 'connection').on('readyForQuery', () => (answered += 1))
  })
  const em = orm.em.fork()
  // Has the server parse what is asked here, and is the only one that connects.
  await em.transactional((em) => within(em as EntityManager, randomUUID()))
  const trips = async (work: () => Promise<unknown>) => {
    const before = answered
    await work()
    return answered - before
  }
  const causes = async () => (await admin.query('select from payment.cause')).rows.length
  return { em: em as EntityManager, trips, causes, none: randomUUID() }
}

async function within(em: EntityManager, none: string) {
  await executePrepared(em, COUNT, [none])
  await executeAhead(em, INSERT, [randomUUID()])
  await executeLast(em, COUNT, [none])
}

test('begin, what nobody waits for, and the commit travel with what is asked: two answers instead of five', async (t) => {
  const { em, trips, causes, none } = await connection(t)
  const alone = trips(async () => {
    for (const sql of ['start transaction', `select 1`, `insert into cause values (gen_random_uuid())`, 'select 2'])
      await em.execute(sql)
    await em.execute('rollback')
  })
  assert.equal(await alone, 5)
  const before = await causes()
  assert.equal(await trips(() => em.transactional((em) => within(em as EntityManager, none))), 2)
  assert.equal(await causes(), before + 1)
})

test('a transaction in which nothing is asked costs nothing, be it kept or given up', async (t) => {
  const { em, trips } = await connection(t)
  assert.equal(await trips(() => em.transactional(async () => {})), 0)
  const givenUp = () => em.transactional(() => Promise.reject(new Error('no')))
  assert.equal(await trips(() => assert.rejects(givenUp(), /no/)), 0)
})

test('what goes wrong ahead is thrown by what comes next, and nothing of the transaction is kept', async (t) => {
  const { em, causes, none } = await connection(t)
  const before = await causes()
  const id = randomUUID()
  const twice = (end: (em: EntityManager) => Promise<unknown>) =>
    em.transactional(async (inner) => {
      const em = inner as EntityManager
      await executeAhead(em, INSERT, [id])
      await executeAhead(em, INSERT, [id])
      await end(em)
    })
  const ends = {
    'by a statement': (em: EntityManager) => executePrepared(em, `${COUNT} /* new */`, [none]),
    'by the last': (em: EntityManager) => executeLast(em, COUNT, [none]),
    'by the commit': async () => {},
  }
  for (const [how, end] of Object.entries(ends)) await assert.rejects(twice(end), /cause_pkey/, how)
  assert.equal(await causes(), before)
  // The server never parsed what came after: it is sent again.
  await executePrepared(em, `${COUNT} /* new */`, [none])
})

test('a last statement that fails commits nothing, and its connection serves on', async (t) => {
  const { em, causes } = await connection(t)
  const before = await causes()
  const id = randomUUID()
  const work = em.transactional(async (inner) => {
    await executePrepared(inner as EntityManager, INSERT, [id])
    await executeLast(inner as EntityManager, INSERT, [id])
  })
  await assert.rejects(work, /cause_pkey/)
  assert.equal(await causes(), before)
  await em.transactional((em) => within(em as EntityManager, randomUUID()))
  assert.equal(await causes(), before + 1)
})

test('a savepoint keeps what came before it, whether it was sent or not', async (t) => {
  const { em, causes } = await connection(t)
  const before = await causes()
  for (const sent of [true, false])
    await em.transactional(async (inner) => {
      const em = inner as EntityManager
      await executeAhead(em, INSERT, [randomUUID()])
      await em.execute('savepoint claim')
      await executeAhead(em, INSERT, [randomUUID()])
      if (sent) await em.execute('select 1')
      await em.execute('rollback to savepoint claim')
      await em.execute('rollback to savepoint claim')
    })
  assert.equal(await causes(), before + 2)
})

test('outside a transaction nothing may wait for what comes next', async (t) => {
  const { em } = await connection(t)
  await assert.rejects(executeAhead(em, INSERT, [randomUUID()]), /Outside a transaction/)
  await assert.rejects(executeLast(em, INSERT, [randomUUID()]), /Outside a transaction/)
})
