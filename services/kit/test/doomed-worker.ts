// A process of its own that tests kill or freeze in the middle of a handler. Says `begun`, and goes on when it is told.
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { consume } from '../src/consume.ts'
import { connectDatabase, type DatabaseConfig } from '../src/database.ts'
import { definitions, handling, log } from './stage.ts'

const [mode, leaseSeconds, config] = process.argv.slice(2)
const orm = await connectDatabase(definitions.reservation, JSON.parse(config!) as DatabaseConfig, log)
const act = "insert into effect (id, by) values (?, 'doomed')"

if (mode === 'naive') {
  // What a queue does that forgets a message when it hands it out.
  const em = orm.em.fork()
  const [event] = await em.execute(
    "update reservation_inbox.event set done_at = now() where done_at is null returning payload->>'paymentId' as id",
  )
  await begin()
  await em.execute(act, [event!.id])
} else {
  const handlers = handling(async (em, { paymentId }) => {
    // The role's own limit is 15 s.
    await em.execute("set local idle_in_transaction_session_timeout = '300ms'")
    await em.execute(act, [paymentId])
    await begin()
    await em.execute(act, [paymentId])
  })
  const consumer = consume({
    orm,
    redis: new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null, disconnectTimeout: 0 }).on(
      'error',
      () => {},
    ),
    service: 'reservation',
    handlers,
    log,
    leaseSeconds: Number(leaseSeconds),
    pollMs: 20,
  })
  await once(process, 'disconnect')
  await consumer.stop()
}
await orm.close()

async function begin() {
  process.send!('begun')
  await once(process, 'message')
  process.send!('resumed')
}
