import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, until } from '@tiketi/kit/testing'
import pg from 'pg'
import type { Ports } from '../local/addresses.ts'
import { DATABASE } from '../local/environment.ts'
import { runMark } from '../local/leftovers.ts'
import { startPostgres, superuserUrl } from '../local/postgres.ts'
import { type System, startSystem } from '../local/system.ts'
import { atMost, type Figure, none, told } from '../proof/figures.ts'
import { booksAgree, disagreements } from '../test/purchase/books.ts'
import { account, putOnSale } from '../test/purchase/shop.ts'
import { issued, type Purchase, steps } from '../test/purchase/steps.ts'
import { type Archive, isArchived, startArchiving, takeBaseBackup } from './archive.ts'
import { folderSize } from './folder-size.ts'
import { allBeats, beatsUntil, Heartbeat } from './heartbeat.ts'
import { restore } from './restore.ts'

const exec = promisify(execFile)
const REFUND_FORGOTTEN = join(import.meta.dirname, 'refund-forgotten.ts')

/** RDS hands its log over every five minutes; the drill does not wait that long. */
const ARCHIVE_TIMEOUT_SECONDS = 1
/** What handing over itself may take on a busy machine. */
const ARCHIVING_SECONDS = 5
const RPO_SECONDS = 300
const RTO_SECONDS = 1_800

interface Drill {
  ports: Ports
  /** Holds the system and its archive, and belongs to the drill. */
  folder: string
  say: (line: string) => void
}

/**
 * Sells, loses the database with its disk, restores it to a chosen second while the services run on, and looks at what
 * came back: every commit until that second and none after, books that agree, and the money of those who paid later.
 */
export async function drill({ ports, folder, say }: Drill): Promise<Figure[]> {
  say('Starting a system')
  const system = await startSystem({ ports, folder, without: ['notification', 'inbox'] })
  try {
    return await drillOn(system, folder, say)
  } finally {
    await system.stop()
  }
}

async function drillOn(system: System, folder: string, say: Drill['say']): Promise<Figure[]> {
  const archive = await archiving(system, join(folder, 'archive'))
  const [show, ...buyers] = await Promise.all([putOnSale(system), newBuyer(system), newBuyer(system), newBuyer(system)])
  const first: Purchase = { buyer: buyers[0], show, seats: [0, 1] }
  const later: Purchase = { buyer: buyers[1], show, seats: [2, 3] }
  const again: Purchase = { buyer: buyers[2], show, seats: [2, 3] }
  const before = await connect(system.adminUrl)
  const heartbeat = await Heartbeat.start(system.adminUrl)

  say('A purchase, and a base backup under it')
  const [backup] = await Promise.all([timed(() => takeBaseBackup(before, archive)), buy(first)])
  const second = await chooseSecond(before)
  say(`The chosen second is ${second}; a purchase after it`)
  await buy(later)
  const wanted = await beatsUntil(before, second)

  say('All of that reaches the archive, and commits go on until the next segment is almost due')
  const { rows } = await before.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
  await until(() => isArchived(before, rows[0]!.lsn), { timeoutMs: 30_000 })
  await pause(ARCHIVE_TIMEOUT_SECONDS * 900)

  say('Disaster: PostgreSQL is killed and its disk is gone')
  const dataDir = await dataDirectory(before)
  await before.end()
  const gone = performance.now()
  await system.kill('postgres')
  await heartbeat.ended
  await rename(dataDir, `${dataDir}.gone`)
  await rm(`${dataDir}.gone`, { recursive: true })

  say('Restoring to the chosen second')
  await restore({ archive, dataDir, until: second })
  await system.restart('postgres')
  const databaseAway = seconds(performance.now() - gone)
  await issued(first)
  const buyersAway = seconds(performance.now() - gone)

  say('Looking at what came back')
  const after = await connect(system.adminUrl)
  const beats = new Set(await allBeats(after))
  const missing = wanted.filter((n) => !beats.has(n)).length
  const surplus = beats.size - (wanted.length - missing)
  const purchases = await after.query('select id from reservation.reservation where id = any($1)', [
    [first.hold!.id, later.hold!.id],
  ])
  await after.end()
  const forgotten = await disagreements(system)

  say('Giving back what the bank took and the database forgot; selling the seats again')
  const refunds = await refundForgotten(system, second)
  const [lost] = await Promise.all([lostAtTheEnd(system, archive, folder, heartbeat.last), buy(again)])
  await booksAgree(system)

  return [
    none('commits until the chosen second that are missing', missing, 'commits'),
    none('commits after the chosen second that came back', surplus, 'commits'),
    told('commits until the chosen second', wanted.length, 'commits'),
    none('purchases before it that are missing', has(purchases.rows, first) ? 0 : 1, 'purchases'),
    none('purchases after it that came back', has(purchases.rows, later) ? 1 : 0, 'purchases'),
    atMost('RPO: commits lost without a chosen second', lost, 's', RPO_SECONDS),
    atMost('of which the archive may lag', lost, 's', ARCHIVE_TIMEOUT_SECONDS + ARCHIVING_SECONDS),
    atMost('RTO: until the database is back', databaseAway, 's', RTO_SECONDS),
    atMost('RTO: until a buyer sees the order again', buyersAway, 's', RTO_SECONDS),
    none('books that do not agree, but for forgotten money', forgotten.filter(isNotMoney).length, 'rows'),
    told('forgotten payments found by the sweep', forgotten.length, 'payments'),
    none('forgotten payments not given back', forgotten.length - refunds, 'payments'),
    told('base backup, under a purchase', seconds(backup.milliseconds), 's'),
    told('size of the base backup', backup.result.bytes / 1e6, 'MB'),
    told('size of the archived log', (await folderSize(archive.wal)) / 1e6, 'MB'),
  ]
}

/** A setting that only a start reads, so the server is started again; the services stand it. */
async function archiving(system: System, folder: string): Promise<Archive> {
  const client = await connect(system.adminUrl)
  const archive = await startArchiving(client, folder, ARCHIVE_TIMEOUT_SECONDS)
  await client.end()
  await system.kill('postgres', 'SIGINT')
  await system.restart('postgres')
  return archive
}

function newBuyer(system: System): Promise<Purchase['buyer']> {
  return account(system, `buyer-${randomUUID()}@example.com`)
}

async function buy(purchase: Purchase) {
  for (const [name, take] of Object.entries(steps)) if (name !== 'the mail is there') await take(purchase)
}

/** The next whole second of the database's clock, when it has passed. */
async function chooseSecond(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ second: string }>(
    `select (date_trunc('second', clock_timestamp()) + interval '1 second')::text as second`,
  )
  const { second } = rows[0]!
  await until(async () => {
    const { rows } = await client.query<{ passed: boolean }>('select clock_timestamp() > $1 as passed', [second])
    return rows[0]!.passed
  })
  return second
}

/** Does what the runbook says, with the program that it names. */
async function refundForgotten(system: System, since: string): Promise<number> {
  const { BANK_URL, BANK_SECRET_KEY } = system.env('payment')
  const { stdout } = await exec(process.execPath, [REFUND_FORGOTTEN, '--since', since, '--refund'], {
    env: { ...process.env, DATABASE_URL: system.adminUrl, BANK_URL, BANK_SECRET_KEY },
  })
  return stdout.split('\n').filter((line) => line.startsWith('refunded: ')).length
}

/** Restores all that the archive has into a server of its own, and tells how many seconds of commits are not there. */
async function lostAtTheEnd(system: System, archive: Archive, folder: string, lastCommit: number): Promise<number> {
  const server = {
    dataDir: join(folder, 'to-the-end'),
    port: await freePort(),
    password: system.secrets.postgresPassword,
    durable: false,
  }
  await restore({ archive, dataDir: server.dataDir })
  const postgres = await startPostgres({ ...server, env: runMark(folder) })
  try {
    const client = await connect(superuserUrl(server, DATABASE))
    const { rows } = await client.query<{ at: Date }>('select max(at) as at from drill.beat')
    await client.end()
    return seconds(lastCommit - rows[0]!.at.getTime())
  } finally {
    await postgres.stop()
  }
}

async function dataDirectory(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  return rows[0]!.data_directory
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  return client
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const begun = performance.now()
  return { result: await work(), milliseconds: performance.now() - begun }
}

function has(rows: { id: string }[], { hold }: Purchase): boolean {
  return rows.some(({ id }) => id === hold!.id)
}

function isNotMoney({ what }: { what: string }): boolean {
  return what !== 'money that the bank and we count differently'
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1_000
}
