import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { LineStatus, SaleAction } from '@tiketi/contracts/queue'
import { ACCESS, signingKeys } from '@tiketi/kit/access-token'
import { freePort, until } from '@tiketi/kit/testing'
import pg from 'pg'
import type { Child } from '../local/child.ts'
import { runMark } from '../local/leftovers.ts'
import { startNodeProgram } from '../local/node-program.ts'
import { type System, startSystem } from '../local/system.ts'
import { buyersOf, personOf } from '../proof/buyers.ts'
import { atMost, type Figure } from '../proof/figures.ts'
import { memoryMiB, peakMemoryMiB } from '../proof/process-use.ts'
import { putOnSale, type Show } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'
import { measureBare, WAVES } from './bare.ts'
import type { Measured, Progress } from './crowd-talk.ts'
import { Part, sum } from './part.ts'
import { report } from './report.ts'
import { sweep } from './sweep.ts'

const SEATS = 20_000
/** So many at the most come after the opening, so many a second; the others before. */
const LATE = 1_000
const LATE_SHARE = 0.1
const LATE_A_SECOND = 50
const LATE_WITHIN_MS = 60_000
/** A lobby closes half a minute before. */
const LOBBY_CLOSED_S = 30
/** So many enter a second on the slowest machine that this is for. */
const LEAST_JOINS = 250
const POLLED_MS = 8_000
/** As sales are put on here. */
const CALM_RATE = 100
const CALM_MS = 20_000
const RUSH_RATE = 2_000
const RUSH_MS = 30_000
/** Nobody was called for so long: all are, or no seat is free. */
const STILL_MS = 3_000
const BACK_WITHIN_MS = 60_000
const VANDAL = 800_000_000_000
const MOST_MEMORY_MIB = 512
const MOVED_TO = '127.0.0.13'
const OBSERVERS = 60

export interface Moment extends Progress {
  atMs: number
  watermark: number
}

export interface Outcome {
  figures: Figure[]
  moments: Moment[]
  measured: Measured[]
}

interface Replica {
  url: string
  pid: number
  child: Child
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
  const startReplica = async (): Promise<Replica> => {
    const port = await freePort()
    const env = {
      ...runMark(folder),
      ...system.env('queue'),
      PORT: String(port),
      METRICS_PORT: String(await freePort()),
    }
    const logFile = join(folder, `logs/queue-${port}.log`)
    const child = await startNodeProgram({ program: 'queue', port, env, logFile })
    begun.defer(() => child.stop())
    return { url: `http://127.0.0.1:${port}`, pid: child.pid, child }
  }
  const first = { url: `http://127.0.0.1:${system.env('queue').PORT}`, pid: system.pid('queue') }
  const last = await startReplica()
  const replicas = [first, await startReplica(), last]

  const each = Math.floor((people - OBSERVERS) / 3)
  const early = each - Math.ceil(Math.min(each * LATE_SHARE, LATE / 3))
  const calmMs = Math.min(CALM_MS, (people * 1_000) / CALM_RATE / 2)
  const claims = Math.ceil((CALM_RATE * calmMs) / 1_000 / 3)
  const opensInSeconds = Math.ceil((3 * early) / LEAST_JOINS) + LOBBY_CLOSED_S + 15
  say(`Bare ws holds ${people} sockets and sends them one frame`)
  const bare = await measureBare(people, replicas.length, await frameLike(system))
  const show = await putOnSale(system, { seats: SEATS, opensInSeconds })
  const database = new pg.Client(system.adminUrl)
  await database.connect()
  begun.defer(() => database.end())

  const door = new Part()
  const parts = replicas.map(() => new Part((turn) => door.take(turn)))
  begun.defer(() => {
    for (const part of [door, ...parts]) part.stop()
  })
  const orders = {
    replicas: replicas.map(({ url }) => url),
    localAddress: '127.0.0.9',
    ...show,
    keys: system.secrets.signingKeys,
    reservation: `http://127.0.0.1:${system.env('reservation').PORT}`,
    payment: `http://127.0.0.1:${system.env('payment').PORT}`,
    bankUrl: system.bankUrl,
    first: 3 * each,
    people: OBSERVERS,
    claims,
    firstSeat: 3 * 2 * (claims + 1),
    observes: true,
  }
  await door.tell({ type: 'live', orders })
  await Promise.all(
    parts.map((part, at) =>
      part.tell({
        type: 'live',
        orders: {
          ...orders,
          first: at * each,
          people: each,
          replicas: [replicas[at]!.url],
          localAddress: `127.0.0.${10 + at}`,
          firstSeat: at * 2 * (claims + 1),
          observes: false,
        },
      }),
    ),
  )

  const status = async (): Promise<LineStatus> =>
    (await (await fetch(`${first.url}/api/queue/on-sales/${show.onSaleId}`)).json()) as LineStatus
  const moments: Moment[] = []
  const started = performance.now()
  const watching = setInterval(async () => {
    const { watermark } = await status().catch(() => ({ watermark: moments.at(-1)?.watermark ?? 0 }))
    moments.push({ atMs: performance.now() - started, watermark, ...sum([...parts, door]) })
    if (moments.length % 20 === 0) say(words(moments.at(-1)!))
  }, 250)
  begun.defer(() => clearInterval(watching))

  const used = () => replicas.reduce((sum, { pid }) => sum + memoryMiB(pid), 0)
  const before = used()
  say(`${3 * early + OBSERVERS} people come into the lobby; it opens in ${opensInSeconds} s`)
  const withinMs = 2 * opensInSeconds * 1_000
  for (let wave = 1; wave <= WAVES; wave++) {
    await together(parts, { type: 'join', people: Math.floor((early * wave) / WAVES), withinMs })
    await door.tell({ type: 'join', people: (OBSERVERS * wave) / WAVES, withinMs })
  }
  await pause(2_000)
  const memoryKiB = ((used() - before) * 1_024) / Math.max(1, sum(parts).connected)
  say('Waiting for the draw; meanwhile some ask how the line stands')
  await together(parts, { type: 'poll', ms: POLLED_MS, as: 'polled' })
  say('The same, and to every replica is done what no honest client does')
  const vandal = new Part()
  begun.defer(() => vandal.stop())
  const { token } = await buyersOf(system.secrets.signingKeys)(VANDAL)
  const abused = { replicas: replicas.map(({ url }) => url), onSaleId: show.onSaleId, token, ms: POLLED_MS }
  await Promise.all([
    vandal.tell({ type: 'abuse', orders: abused }),
    together(parts, { type: 'poll', ms: POLLED_MS, as: 'polledBesideAbuse' }),
  ])
  say('Waiting for the opening')
  await until(async () => (await status()).state === 'open', { timeoutMs: (opensInSeconds + 60) * 1_000 })
  say(`Open, ${CALM_RATE} a second; the others come`)
  const late = { type: 'join', people: each, perSecond: LATE_A_SECOND / 3, withinMs: LATE_WITHIN_MS } as const
  await Promise.all([together(parts, late), pause(calmMs)])
  say(`Open, ${RUSH_RATE} a second`)
  const calm = await status()
  const changedAt = Date.now()
  await operate(system, show, { action: 'set-rate', admissionsPerSecond: RUSH_RATE })
  const stands = () => {
    const from = moments.findLast(({ atMs }) => performance.now() - started - atMs > STILL_MS)
    return from !== undefined && from.atMs > changedMs && from.watermark === moments.at(-1)!.watermark
  }
  const changedMs = performance.now() - started
  await until(
    () => stands() || moments.at(-1)!.watermark >= calm.last || performance.now() - started > changedMs + RUSH_MS,
    {
      timeoutMs: 2 * RUSH_MS,
    },
  )
  await pause(2_000)
  const memory = replicas.map(({ pid }, at) =>
    atMost(`memory of replica ${at + 1}, at its peak`, peakMemoryMiB(pid), 'MiB', MOST_MEMORY_MIB),
  )
  say('A replica stops; another takes its place')
  const rolled = parts.at(-1)!.progress.connected
  const left = [...replicas.slice(0, -1), await startReplica()].map(({ url }) => url)
  for (const part of [parts.at(-1)!, door]) await part.tell({ type: 'move', replicas: left, localAddress: MOVED_TO })
  await last.child.stop()
  await until(() => parts.at(-1)!.progress.back >= rolled, { timeoutMs: BACK_WITHIN_MS }).catch(() => {})
  clearInterval(watching)
  const measured = await Promise.all([...parts, door, vandal].map((part) => part.end()))
  const rates = { calm: CALM_RATE, rush: RUSH_RATE, changedAt }
  return {
    figures: [
      ...report({ people: 3 * each + OBSERVERS, measured, bare, memoryKiB, rates, rolled }),
      ...memory,
      ...(await sweep(database, show.onSaleId)),
    ],
    moments,
    measured,
  }
}

async function together(parts: Part[], message: Parameters<Part['tell']>[0]): Promise<void> {
  await Promise.all(parts.map((part) => part.tell(message)))
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

function words({ joined, connected, watermark, claimed, bought, left, back, failed }: Moment): string {
  return `joined ${joined}, connected ${connected}, called to ${watermark}, passes ${claimed}, bought ${bought}, left ${left}, back ${back}, refused ${failed}`
}
