import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LineStatus, SaleAction } from '@tiketi/contracts/queue'
import { ACCESS, signingKeys } from '@tiketi/kit/access-token'
import { freePort, until } from '@tiketi/kit/testing'
import pg from 'pg'
import { runMark } from '../local/leftovers.ts'
import { startNodeProgram } from '../local/node-program.ts'
import { type System, startSystem } from '../local/system.ts'
import { personOf } from '../proof/buyers.ts'
import { atLeast, atMost, type Figure, none, told } from '../proof/figures.ts'
import { memoryMiB, peakMemoryMiB } from '../proof/process-use.ts'
import { putOnSale, type Show } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'
import { type Bare, measureBare } from './bare.ts'
import type { Measured, Progress } from './crowd-talk.ts'
import { calledOutOfOrder, leaning } from './fairness.ts'
import { Part, sum } from './part.ts'
import { sweep } from './sweep.ts'

const REPLICAS = 3
const SEATS = 20_000
/** Come before the opening; the others a moment after it. */
const EARLY = 0.9
/** A lobby closes half a minute before. */
const LOBBY_CLOSED_S = 30
/** So many enter a second on the slowest machine that this is for. */
const LEAST_JOINS = 150
/** As sales are put on here. */
const CALM_RATE = 100
const CALM_MS = 20_000
const RUSH_RATE = 2_000
const RUSH_MS = 30_000
const BUYERS_A_PART = 60
const MOST_MEMORY_MIB = 512

export interface Moment extends Progress {
  atMs: number
  watermark: number
}

export interface Outcome {
  figures: Figure[]
  moments: Moment[]
  measured: Measured[]
}

interface Sale {
  people: number
  folder: string
  say: (line: string) => void
}

/** A sale on which so many wait, over three replicas of queue-service, from the lobby to the last who is called. */
export async function onSale({ people, folder, say }: Sale): Promise<Outcome> {
  await using begun = new AsyncDisposableStack()
  say('Starting Tiketi, with three of queue-service')
  const system = await startSystem({ ports: await freePorts(), folder })
  begun.defer(() => system.stop())
  const replicas = [{ url: `http://127.0.0.1:${system.env('queue').PORT}`, pid: system.pid('queue') }]
  while (replicas.length < REPLICAS) {
    const port = await freePort()
    const env = {
      ...runMark(folder),
      ...system.env('queue'),
      PORT: String(port),
      METRICS_PORT: String(await freePort()),
    }
    const logFile = join(folder, `logs/queue-${replicas.length + 1}.log`)
    const child = await startNodeProgram({ program: 'queue', port, env, logFile })
    begun.defer(() => child.stop())
    replicas.push({ url: `http://127.0.0.1:${port}`, pid: child.pid })
  }

  const opensInSeconds = Math.ceil((people * EARLY) / LEAST_JOINS) + LOBBY_CLOSED_S + 15
  say(`Bare ws holds ${people} sockets and sends them one frame`)
  const bare = await measureBare(people, REPLICAS, await frameLike(system))
  const show = await putOnSale(system, { seats: SEATS, opensInSeconds })
  const database = new pg.Client(system.adminUrl)
  await database.connect()
  begun.defer(() => database.end())

  const parts = replicas.map(() => new Part())
  begun.defer(() => {
    for (const part of parts) part.stop()
  })
  const each = Math.floor(people / REPLICAS)
  await Promise.all(
    parts.map((part, at) =>
      part.tell({
        type: 'live',
        orders: {
          first: at * each,
          people: each,
          replicas: [replicas[at]!.url],
          localAddress: `127.0.0.${10 + at}`,
          ...show,
          keys: system.secrets.signingKeys,
          reservation: `http://127.0.0.1:${system.env('reservation').PORT}`,
          payment: `http://127.0.0.1:${system.env('payment').PORT}`,
          bankUrl: system.bankUrl,
          buyers: BUYERS_A_PART,
          firstSeat: at * 4 * BUYERS_A_PART,
        },
      }),
    ),
  )

  const status = async (): Promise<LineStatus> =>
    (await (await fetch(`${replicas[0]!.url}/api/queue/on-sales/${show.onSaleId}`)).json()) as LineStatus
  const moments: Moment[] = []
  const started = performance.now()
  const watching = setInterval(async () => {
    const { watermark } = await status().catch(() => ({ watermark: moments.at(-1)?.watermark ?? 0 }))
    moments.push({ atMs: performance.now() - started, watermark, ...sum(parts) })
    if (moments.length % 20 === 0) say(words(moments.at(-1)!))
  }, 250)
  begun.defer(() => clearInterval(watching))

  const used = () => replicas.reduce((sum, { pid }) => sum + memoryMiB(pid), 0)
  const before = used()
  say(`${Math.round(people * EARLY)} people come into the lobby; it opens in ${opensInSeconds} s`)
  await Promise.all(parts.map((part) => part.tell({ type: 'join', people: Math.round(each * EARLY) })))
  await pause(2_000)
  const memoryKiB = ((used() - before) * 1_024) / Math.max(1, sum(parts).connected)
  say('Waiting for the draw and the opening')
  await until(async () => (await status()).state === 'open', { timeoutMs: (opensInSeconds + 60) * 1_000 })
  say(`Open, ${CALM_RATE} a second; the others come`)
  await Promise.all([parts.map((part) => part.tell({ type: 'join', people: each })), pause(CALM_MS)].flat())
  say(`Open, ${RUSH_RATE} a second`)
  const calm = await status()
  await operate(system, show, { action: 'set-rate', admissionsPerSecond: RUSH_RATE })
  const rushFrom = performance.now()
  await until(async () => (await status()).watermark >= calm.last || performance.now() - rushFrom > RUSH_MS, {
    timeoutMs: 2 * RUSH_MS,
  })
  await pause(2_000)
  clearInterval(watching)
  const measured = await Promise.all(parts.map((part) => part.end()))
  const rush = fastest(moments)
  return {
    figures: [
      ...figuresOf({ people, measured, bare, memoryKiB, rush }),
      ...replicas.map(({ pid }, at) =>
        atMost(`memory of replica ${at + 1}, at its peak`, peakMemoryMiB(pid), 'MiB', MOST_MEMORY_MIB),
      ),
      ...(await sweep(database, show.onSaleId)),
    ],
    moments,
    measured,
  }
}

interface Gathered {
  people: number
  measured: Measured[]
  bare: Bare
  memoryKiB: number
  rush: number
}

function figuresOf({ people, measured, bare, memoryKiB, rush }: Gathered): Figure[] {
  const all = (name: 'join' | 'delivery' | 'claim' | 'purchase') => measured.flatMap((part) => part[name])
  const places = measured.flatMap((part) => part.places)
  const refusals = measured.flatMap((part) => Object.values(part.refusals)).reduce((sum, count) => sum + count, 0)
  const shares = (name: string, times: number[]) =>
    [50, 95, 99].map((percent) => told(`${name}, p${percent}`, quantile(times, percent / 100), 'ms'))
  return [
    told('people', people, ''),
    atMost('memory of a socket, beside bare ws', memoryKiB, 'KiB', bare.memoryKiB, 2),
    atMost(
      'watermark to all, p99, beside bare ws',
      quantile(all('delivery'), 0.99),
      'ms',
      quantile(bare.delivery, 0.99),
      2,
    ),
    atLeast('people called a second, at the most', rush, '/s', 1_000),
    ...shares('joining', all('join')),
    ...shares('watermark to all', all('delivery')),
    atMost('claiming the pass at 100 a second, p95', quantile(all('claim'), 0.95), 'ms', 100),
    told('purchases', all('purchase').length, ''),
    told('purchase, p95', quantile(all('purchase'), 0.95), 'ms'),
    atMost('the draw leans to early or late', Math.abs(leaning(places)), 'deviations', 4),
    none('people called long after a higher number', calledOutOfOrder(places), ''),
    none('answers that nobody expected', refusals, ''),
  ]
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** People called a second over the best five seconds. */
function fastest(moments: Moment[]): number {
  let best = 0
  for (const [at, to] of moments.entries()) {
    const from = moments.slice(0, at).findLast(({ atMs }) => to.atMs - atMs >= 5_000)
    if (from) best = Math.max(best, (to.watermark - from.watermark) / ((to.atMs - from.atMs) / 1_000))
  }
  return best
}

async function operate(system: System, { onSaleId }: Show, action: SaleAction): Promise<void> {
  const operator = personOf(900_000_000_000)
  const token = await signingKeys(JSON.stringify(system.secrets.signingKeys.auth), ACCESS).sign(
    { sub: operator, roles: ['admin'], sid: operator },
    3_600,
  )
  const answer = await fetch(`${system.url}/api/queue/operator/on-sales/${onSaleId}/actions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'tiketi-csrf': '1' },
    body: JSON.stringify(action),
  })
  if (!answer.ok) throw new Error(`The operator was answered ${answer.status}: ${await answer.text()}`)
}

/** A frame as long as ours, with room for the clock. */
async function frameLike(system: System): Promise<string> {
  const { onSaleId } = await putOnSale(system)
  const answer = await fetch(`${system.url}/api/queue/on-sales/${onSaleId}`)
  const status = { ...((await answer.json()) as LineStatus), serverTime: 'SERVER_TIME' }
  return JSON.stringify({ type: 'status', status })
}

function words({ joined, connected, watermark, claimed, bought, left, failed }: Moment): string {
  return `joined ${joined}, connected ${connected}, called to ${watermark}, passes ${claimed}, bought ${bought}, left ${left}, refused ${failed}`
}
