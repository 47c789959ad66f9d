import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { setting } from '../src/testing/setting.ts'

const NAME = 'slow_standby'
const XLOG_DATA = 'w'.charCodeAt(0)
const KEEPALIVE = 'k'.charCodeAt(0)

interface ReplicationStream {
  on(event: 'copyData', listener: (message: { chunk: Buffer }) => void): void
  once(event: 'replicationStart', listener: () => void): void
  sendCopyFromChunk(chunk: Buffer): void
}

/**
 * A synchronous standby, as RDS has one in another zone, that confirms what it receives after `delayMs` (PostgreSQL
 * manual, Streaming Replication Protocol). Commits wait for it in databases whose `synchronous_commit` is on.
 */
export async function slowStandby(t: TestContext, delayMs: number): Promise<void> {
  const url = setting('TIKETI_TEST_ADMIN_URL')
  const admin = new Client(url)
  await admin.connect()
  const standby = new Client({ connectionString: url, application_name: NAME, replication: 'true' } as ClientConfig)
  standby.on('error', () => {})
  await standby.connect()
  const stream = Reflect.get(standby, 'connection') as unknown as ReplicationStream & NodeJS.EventEmitter
  let confirmed = 0n
  const confirm = () => stream.sendCopyFromChunk(confirmation(confirmed))
  stream.on('copyData', async ({ chunk }) => {
    const end = receivedUpTo(chunk)
    await pause(delayMs)
    confirmed = end
    confirm()
  })
  // PostgreSQL 16 can sleep through the one flush that everybody waits for; any reply makes it look again.
  const nudge = setInterval(() => confirmed && confirm(), 20)
  const { rows } = await admin.query('select pg_current_wal_flush_lsn() as start')
  const started = once(stream, 'replicationStart')
  standby.query(`START_REPLICATION PHYSICAL ${rows[0].start}`).catch(() => {})
  await started
  await admin.query(`alter system set synchronous_standby_names = '${NAME}'`)
  await admin.query('select pg_reload_conf()')
  t.after(async () => {
    clearInterval(nudge)
    await admin.query('alter system reset synchronous_standby_names')
    await admin.query('select pg_reload_conf()')
    await admin.end()
    Reflect.get(stream, 'stream').destroy()
  })
}

function receivedUpTo(message: Buffer): bigint {
  if (message[0] === XLOG_DATA) return message.readBigUInt64BE(1) + BigInt(message.length - 25)
  if (message[0] === KEEPALIVE) return message.readBigUInt64BE(1)
  throw new Error(`Unknown replication message ${message[0]}.`)
}

function confirmation(lsn: bigint): Buffer {
  const reply = Buffer.alloc(34)
  reply.write('r')
  for (const at of [1, 9, 17]) reply.writeBigUInt64BE(lsn, at)
  return reply
}
