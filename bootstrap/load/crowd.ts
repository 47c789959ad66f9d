import { getPriority, setPriority } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent } from 'undici'
import { WebSocket } from 'ws'
import { buyersOf } from '../proof/buyers.ts'
import type { FromCrowd, ListenOrders, Measured, Orders, Progress, ToCrowd } from './crowd-talk.ts'
import { comeIn } from './door.ts'
import { type Crowd, type Kind, note, Person } from './person.ts'
import { abuse } from './vandal.ts'

/** A part of the crowd, in a process of its own. */
const JOINING_AT_ONCE = 24
const CONNECTING_AT_ONCE = 100
const FIRST_NUMBER = 300_000_000_000
const POLL_EVERY_MS = 20
/** Those who are many have machines of their own: they leave this one to the services. */
const POLITE = 10

const progress: Progress = { joined: 0, connected: 0, called: 0, claimed: 0, bought: 0, left: 0, back: 0, failed: 0 }
const measured: Measured = {
  join: [],
  delivery: [],
  polled: [],
  polledBesideAbuse: [],
  back: [],
  tries: [],
  backAt: [],
  claim: [],
  purchase: [],
  places: [],
  refusals: {},
}
const people: Person[] = []
const sockets: WebSocket[] = []
let crowd: Crowd | undefined
const comingIn: Promise<void>[] = []
let begun = 0
let polite = false

process.on('message', (message: ToCrowd) => {
  hear(message).catch((error: Error) => {
    console.error(error)
    process.exit(1)
  })
})
process.once('disconnect', () => process.exit(0))
setInterval(() => say({ type: 'progress', progress }), 1_000).unref()

async function hear(message: ToCrowd): Promise<void> {
  if (message.type === 'listen') await listen(message.orders)
  else if (message.type === 'live') await live(message.orders)
  else if (message.type === 'join') await join(message)
  else if (message.type === 'poll') await poll(message)
  else if (message.type === 'abuse') {
    for (const surprise of await abuse(message.orders)) unexpected(surprise)
  } else if (message.type === 'move') {
    crowd!.orders.replicas = message.replicas
    crowd!.orders.localAddress = message.localAddress
  } else if (message.type === 'turn') {
    comingIn.push(comeIn(crowd!, message.turn).catch((error: Error) => note(crowd!, error.message)))
  } else {
    await Promise.all(comingIn)
    say({ type: 'measured', measured })
    for (const person of people) person.close()
    for (const socket of sockets) socket.terminate()
  }
  if (message.type !== 'end' && message.type !== 'turn') say({ type: 'ready' })
}

async function live(orders: Orders): Promise<void> {
  const dispatcher = new Agent({ connections: JOINING_AT_ONCE, connect: { localAddress: orders.localAddress } })
  crowd = { orders, dispatcher, progress, measured, letIn: (turn) => say({ type: 'turn', turn }) }
  if (!orders.observes) bePolite()
  const buyerOf = buyersOf(orders.keys)
  for (let at = 0; at < orders.people; at++) {
    const buyer = await buyerOf(FIRST_NUMBER + orders.first + at)
    people.push(new Person(crowd, buyer, { at: orders.first + at, kind: orders.observes ? 'looks' : kindOf(at) }))
  }
}

/** Of a hundred one is a bot, five have tabs, five leave before their turn, and five buy. */
function kindOf(at: number): Kind {
  const hundredth = at % 100
  if (hundredth === 99) return 'bot'
  if (hundredth >= 94) return 'tabs'
  if (hundredth >= 89) return 'leaves'
  return hundredth % 20 === 0 ? 'buys' : 'looks'
}

async function join({ people: upTo, perSecond, withinMs }: Extract<ToCrowd, { type: 'join' }>): Promise<void> {
  const from = begun
  const started = performance.now()
  await side(JOINING_AT_ONCE, async () => {
    if (begun >= Math.min(people.length, upTo)) return false
    const at = begun++
    if (perSecond) await pause(Math.max(0, started + ((at - from) * 1_000) / perSecond - performance.now()))
    if (performance.now() - started > withinMs) return false
    await people[at]!.join().catch((error: Error) => unexpected(`joining: ${error.message}`))
    return true
  })
}

async function poll({ ms, as }: Extract<ToCrowd, { type: 'poll' }>): Promise<void> {
  const { replicas, onSaleId } = crowd!.orders
  const ends = performance.now() + ms
  while (performance.now() < ends) {
    const begun = performance.now()
    try {
      const answer = await fetch(`${replicas[0]}/api/queue/on-sales/${onSaleId}`)
      await answer.arrayBuffer()
      measured[as].push(performance.now() - begun)
    } catch (error) {
      unexpected(`how the line stands: ${(error as Error).cause}`)
    }
    await pause(POLL_EVERY_MS)
  }
}

function bePolite(): void {
  if (!polite) setPriority(Math.min(19, getPriority() + POLITE))
  polite = true
}

async function listen({ listeners, url, localAddress, observes }: ListenOrders): Promise<void> {
  if (!observes) bePolite()
  await side(CONNECTING_AT_ONCE, async () => {
    if (sockets.length >= listeners) return false
    const socket = new WebSocket(url, { localAddress, perMessageDeflate: false })
    sockets.push(socket)
    socket.on('message', (data: Buffer) => {
      if (!observes) return
      const { status } = JSON.parse(data.toString()) as { status: { serverTime: string } }
      measured.delivery.push(Math.max(0, Date.now() - Date.parse(status.serverTime)))
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    progress.connected++
    return true
  })
}

function unexpected(answer: string): void {
  measured.refusals[answer] = (measured.refusals[answer] ?? 0) + 1
}

/** So many at a time, each until it is told that there is no more. */
async function side(width: number, work: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (await work());
    }),
  )
}

function say(message: FromCrowd): void {
  process.send?.(message)
}
