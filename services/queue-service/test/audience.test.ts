import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'
import { WebSocket, WebSocketServer } from 'ws'
import { Audience, type Socket } from '../src/audience.ts'
import { openSocket } from './client.ts'
import { joined, openLine, stage } from './stage.ts'

/** With the key of RFC 6455 §1.3. */
const UPGRADE = [
  'connection: upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** A client that shakes hands and then neither reads nor answers. */
async function openMute(t: TestContext, app: App, id: string) {
  const { port } = app.server.address() as { port: number }
  const connection = connect(port, '127.0.0.1')
  t.after(() => connection.destroy())
  connection.write([`GET /ws/queue/on-sales/${id} HTTP/1.1`, 'host: localhost', ...UPGRADE, '', ''].join('\r\n'))
  await once(connection, 'readable')
  return connection
}

/** More than are told in one turn, or two. */
const LISTENERS = 1_000

async function audienceOf(t: TestContext) {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app)
  const sockets: Socket[] = []
  app.websocketServer.on('connection', (socket) => sockets.push(socket))
  const client = await openSocket(t, app, id)
  await openMute(t, app, id)
  await until(() => sockets.length === 2)
  const [lively, mute] = sockets as [Socket, Socket]
  const audience = new Audience(id)
  for (const [at, socket] of [lively, mute].entries()) {
    const personId = `person ${at + 1}`
    audience.add(socket, { onSaleId: id, epoch: 1, number: at + 1, personId, device: '' })
    audience.place({ personId, epoch: 1, number: at + 1, placeTicket: '', called: false })
  }
  lively.on('pong', () => audience.heard(lively))
  return { audience, lively, mute, client }
}

test('a frame that is none ends its connection, by the right code and alone', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + 3_600_000).toISOString() })
  const person = await all.person()
  const { placeTicket } = await joined(app, id, person)
  const good = await openSocket(t, app, id)
  good.hello(placeTicket)
  await good.status()
  const bad = await openMute(t, app, id)
  const answers: Buffer[] = []
  bad.on('data', (data: Buffer) => answers.push(data))
  // An operation that RFC 6455 §5.2 does not know.
  bad.write(Buffer.of(0x8f, 0x80, 0, 0, 0, 0))
  // §5.5.1 and §7.4.1: a close with 1002, a protocol error.
  await until(() => Buffer.concat(answers).includes(Buffer.of(0x88, 0x02, 0x03, 0xea)))
  await joined(app, id, await all.person())
  await good.status(({ last }) => last === 2)
})

test('a connection that answers no ping is ended, others stay', async (t) => {
  const { audience, lively, mute } = await audienceOf(t)
  const answered = once(lively, 'pong')
  await audience.heartbeat()
  await answered
  await audience.heartbeat()
  await until(() => mute.readyState === mute.CLOSED)
  assert.equal(lively.readyState, lively.OPEN)
})

test('who reads nothing costs a bounded amount of memory, and others hear everything', async (t) => {
  const { audience, mute, client } = await audienceOf(t)
  const frame = Buffer.from(JSON.stringify({ type: 'status', filling: 'x'.repeat(15_000) }))
  // More than the buffers of two kernels hold.
  for (let round = 1; round <= 1_500; round++) {
    audience.broadcast(frame)
    while (client.messages.length < round) await setImmediate()
  }
  assert.ok(mute.bufferedAmount > 0 && mute.bufferedAmount < 40_000, `${mute.bufferedAmount} bytes wait`)
})

test('others get a turn while thousands are told; a newer frame takes the place of the older and reaches all', async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const heard: string[][] = []
  for (let at = 0; at < LISTENERS; at++) {
    const client = new WebSocket(`ws://127.0.0.1:${port}`)
    t.after(() => client.terminate())
    const frames: string[] = []
    heard.push(frames)
    client.on('message', (data) => frames.push(String(data)))
    await once(client, 'open')
  }
  await until(() => server.clients.size === LISTENERS)
  const audience = new Audience('sale')
  for (const [at, socket] of [...server.clients].entries())
    audience.add(socket, { onSaleId: 'sale', epoch: 1, number: at + 1, personId: `person ${at + 1}`, device: '' })

  audience.broadcast(Buffer.from('older'))
  await setImmediate()
  audience.broadcast(Buffer.from('newer'))
  await until(() => heard.every((frames) => frames.at(-1) === 'newer'))
  const older = heard.filter((frames) => frames.includes('older')).length
  assert.ok(older > 0 && older < LISTENERS, `${older} of ${LISTENERS} were told what was old by then`)
  assert.ok(heard.every((frames) => frames.filter((frame) => frame === 'newer').length === 1))
})

test('the called are found by number, however many numbers are called or listen', async (t) => {
  const { audience, lively, mute } = await audienceOf(t)
  audience.advance(0, 1)
  assert.deepEqual(audience.takeUntold(), [1])
  audience.advance(1, 1_000_000)
  assert.deepEqual(audience.takeUntold(), [2])
  assert.deepEqual(audience.takeUntold(), [])
  audience.lookAgain()
  assert.deepEqual(audience.takeUntold(), [1, 2])
  audience.remove(mute)
  audience.lookAgain()
  assert.deepEqual(audience.takeUntold(), [1])
  audience.remove(lively)
  assert.equal(audience.size, 0)
})
