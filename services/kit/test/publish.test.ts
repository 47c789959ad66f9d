import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { publish } from '../src/publish.ts'
import { subscriberOf } from '../src/redis.ts'
import { redisKinds, until } from '../src/testing.ts'
import { announceEvents } from '../src/wake.ts'
import { connectedTo, type Stage, stage } from './stage.ts'

const declined = () => ({ paymentId: randomUUID(), reservationId: randomUUID() })

async function countEvents({ admin }: Stage): Promise<number> {
  const { rows } = await admin.query('select count(*)::int as events from reservation_inbox.event')
  return rows[0].events
}

test('an event exists if and only if its cause committed', async (t) => {
  const all = await stage(t)
  const pay = (tell: (em: ReturnType<typeof all.payment.em.fork>) => Promise<void>, fails: boolean) =>
    all.payment.em.fork().transactional(async (em) => {
      await em.execute('insert into cause (id) values (?)', [randomUUID()])
      await tell(em)
      if (fails) throw new Error('the card was declined after all')
    })

  await t.test('unguarded: told in a transaction of its own, an event survives the cause that never was', async () => {
    const aside = () => all.payment.em.fork().transactional((em) => publish(em, 'payment.declined', declined()))
    await assert.rejects(pay(aside, true))
    assert.equal(await countEvents(all), 1)
    await all.admin.query('delete from reservation_inbox.event')
  })
  await t.test('rolled back: no event', async () => {
    await assert.rejects(pay((em) => publish(em, 'payment.declined', declined()), true))
    assert.equal(await countEvents(all), 0)
  })
  await t.test('committed: one event', async () => {
    await pay((em) => publish(em, 'payment.declined', declined()), false)
    assert.equal(await countEvents(all), 1)
  })
  await t.test('a savepoint that was rolled back takes its event with it, and no other', async () => {
    const kept = declined()
    await all.payment.em.fork().transactional(async (em) => {
      await publish(em, 'payment.declined', kept)
      const inner = em.transactional(async (em) => {
        await publish(em, 'payment.declined', declined())
        throw new Error('only the inner part fails')
      })
      await assert.rejects(inner)
    })
    const { rows } = await all.admin.query('select payload from reservation_inbox.event order by created_at desc')
    assert.deepEqual([rows.length, rows[0].payload], [2, kept])
  })
})

test('what is not by the contract is not published', async (t) => {
  const all = await stage(t)
  const em = all.payment.em.fork()
  await assert.rejects(publish(em, 'payment.declined', declined()), /outside a transaction/)
  const wrong = { ...declined(), reservationId: 'not an id', extra: 1 }
  await assert.rejects(
    em.transactional((em) => publish(em, 'payment.declined', wrong)),
    /The data of payment\.declined is not what the contracts say: .*reservationId/,
  )
  assert.equal(await countEvents(all), 0)
})

test('only publishers of its events reach into an inbox, and only to deliver', async (t) => {
  const all = await stage(t)
  const { rows } = await all.admin.query(
    `select rolname as name from pg_roles where rolname = any($1)
       and has_schema_privilege(oid, 'reservation_inbox', 'usage')
       and has_function_privilege(oid, 'reservation_inbox.deliver(uuid, text, jsonb)', 'execute')`,
    [serviceNames],
  )
  assert.deepEqual(rows.map(({ name }) => name).toSorted(), ['event', 'payment', 'queue'])

  const em = all.payment.em.fork()
  for (const statement of [
    'select * from reservation_inbox.event',
    'delete from reservation_inbox.event',
    `insert into reservation_inbox.event (id, name, payload) values ('${randomUUID()}', 'payment.captured', '{}')`,
    'select * from reservation.effect',
  ])
    await assert.rejects(em.execute(statement), /permission denied/, statement)
  const backwards = `select payment_inbox.deliver('${randomUUID()}', 'reservation.capture-refused', '{"data":{}}')`
  await all.reservation.em.fork().execute(backwards)
  await assert.rejects(em.execute(backwards), /permission denied/)
})

for (const [on, kind] of Object.entries(redisKinds))
  test(`on ${on}, consumers are woken after the outermost commit, never before it and never after a rollback`, async (t) => {
    const all = await stage(t)
    const redis = await connectedTo(t, await kind())
    announceEvents(all.payment, redis)
    const listener = subscriberOf(redis)
    t.after(() => listener.disconnect())
    const heard: string[] = []
    listener.on('smessage', (channel: string, text: string) => heard.push(text || channel))
    await listener.ssubscribe('events:reservation')
    // What was sent before this has arrived when this arrives.
    const flush = async (mark: string) => {
      await redis.spublish('events:reservation', mark)
      await until(() => heard.includes(mark))
    }

    await all.payment.em.fork().transactional(async (em) => {
      await em.transactional((em) => em.transactional((em) => publish(em, 'payment.declined', declined())))
      await flush('savepoints released')
      assert.deepEqual(heard, ['savepoints released'])
    })
    await flush('committed')
    assert.deepEqual(heard, ['savepoints released', 'events:reservation', 'committed'])

    const failing = all.payment.em.fork().transactional(async (em) => {
      await publish(em, 'payment.declined', declined())
      throw new Error('rolled back')
    })
    await assert.rejects(failing)
    await flush('rolled back')
    assert.deepEqual(heard.slice(3), ['rolled back'])
  })
