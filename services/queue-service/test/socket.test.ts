import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { SOCKET_CLOSE, SocketMessage } from '@tiketi/contracts/queue'
import type { App } from '@tiketi/kit/create-app'
import { redisKinds, until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import { lineKeys } from '../src/line-keys.ts'
import { deviceTag, placeTickets } from '../src/place-ticket.ts'
import { openSocket } from './client.ts'
import { claim, joined, openLine, type Stage, stage, statusOf } from './stage.ts'

const HOUR = 3_600_000
const scheduled = { opensAt: new Date(Date.now() + HOUR).toISOString() }

async function known(app: App, id: string) {
  await until(async () => (await statusOf(app, id))?.reason !== 'line-away' && statusOf(app, id))
}

function open({ redis }: Stage, id: string) {
  return redis.hset(lineKeys(id, 1).line, { opensAt: Date.now() - 1_000, steppedAt: 0 })
}

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, at every replica all hear how the line moves, and the called until when to claim`, async (t) => {
    const all = await stage(t, await redis())
    const apps = [await all.start(), await all.start()]
    const id = await openLine(all, apps[0]!, { ...scheduled, free: 2 })
    await known(apps[1]!, id)
    const people = [await all.person(), await all.person(), await all.person()]
    const places = await Promise.all(people.map((person) => joined(apps[0]!, id, person)))
    const byNumber = places.toSorted((a, b) => a.number - b.number)
    const sockets = await Promise.all(byNumber.map((_, at) => openSocket(t, apps[at % 2]!, id)))
    for (const [at, socket] of sockets.entries()) socket.hello(byNumber[at]!.placeTicket)
    await Promise.all(sockets.map((socket) => socket.status(({ state }) => state === 'scheduled')))

    await open(all, id)
    await Promise.all(sockets.map((socket) => socket.status(({ watermark }) => watermark === 2)))
    const { claimBy, serverTime } = await sockets[0]!.called()
    const score = await all.redis.zscore(lineKeys(id, 1).called, '1')
    assert.equal(claimBy, new Date(Number(score)).toISOString())
    assert.ok(serverTime < claimBy)
    await sockets[1]!.called()
    assert.ok(sockets.flatMap(({ messages }) => messages).every((message) => Check(SocketMessage, message)))
    assert.ok(
      sockets[2]!.messages.every(({ type }) => type === 'status'),
      'number 3 was not called',
    )

    // A reload finds its call again, a claimed pass too; and who was not looking learns of a second call.
    const reloaded = await openSocket(t, apps[1]!, id)
    reloaded.hello(byNumber[0]!.placeTicket)
    assert.equal((await reloaded.called()).claimBy, claimBy)
    const holder = people[places.findIndex(({ number }) => number === 2)]!
    const { expiresAt } = (await claim(apps[0]!, id, holder, byNumber[1]!.placeTicket)).json()
    const inside = await openSocket(t, apps[0]!, id)
    inside.hello(byNumber[1]!.placeTicket)
    assert.equal((await inside.called()).claimBy, expiresAt)

    await all.redis.zadd(lineKeys(id, 1).called, 1, '1')
    await sockets[2]!.called()
    await all.redis.hset(lineKeys(id, 1).line, { free: 3 })
    await joined(apps[1]!, id, people[places.findIndex(({ number }) => number === 1)]!)
    await until(async () => (await sockets[0]!.called()).claimBy > claimBy)
  })

test('a socket that does not say hello as agreed is closed, by the right code and alone', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const [id, elsewhere] = [await openLine(all, app, scheduled), await openLine(all, app, scheduled)]
  const person = await all.person()
  const { placeTicket } = await joined(app, id, person)
  const good = await openSocket(t, app, id)
  good.hello(placeTicket)
  await good.status()
  const silent = await openSocket(t, app, id)

  const codeAfter = async (act: (socket: Awaited<ReturnType<typeof openSocket>>) => void, sale = id) => {
    const socket = await openSocket(t, app, sale)
    act(socket)
    return socket.closed()
  }
  const { malformed, invalidTicket, unknown } = SOCKET_CLOSE
  assert.equal(await codeAfter((socket) => socket.send('{')), malformed)
  assert.equal(await codeAfter((socket) => socket.send('{"type":"hello"}')), malformed)
  assert.equal(await codeAfter((socket) => socket.send(`{"type":"hello","placeTicket":"x","more":1}`)), malformed)
  assert.equal(await codeAfter((socket) => socket.send(new Uint8Array([1, 2, 3]))), malformed)
  assert.equal(await codeAfter((socket) => socket.hello('nonsense')), invalidTicket)
  assert.equal(await codeAfter((socket) => socket.hello(placeTicket), elsewhere), invalidTicket)
  const place = { onSaleId: id, epoch: 1, number: 1, personId: person.id, device: deviceTag(undefined) }
  const forged = placeTickets('another key than the one that the service has').sign(place)
  assert.equal(await codeAfter((socket) => socket.hello(forged)), invalidTicket)
  assert.equal(await codeAfter(() => {}, randomUUID()), unknown)
  // RFC 6455 §7.4.1: 1009 is a message too big to process.
  assert.equal(await codeAfter((socket) => socket.send('x'.repeat(100_000))), 1009)
  assert.equal(
    await codeAfter((socket) => {
      socket.hello(placeTicket)
      for (let frame = 0; frame < 10_000; frame++) socket.send('more')
    }),
    malformed,
  )
  assert.equal(await silent.closed(), SOCKET_CLOSE.noHello)

  await joined(app, id, await all.person())
  await good.status(({ last }) => last === 2)
  assert.ok(good.isOpen())
})

test('of too many windows with one place the oldest is closed', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, scheduled)
  const { placeTicket } = await joined(app, id, await all.person())
  const sockets = []
  for (let at = 0; at < 6; at++) {
    const socket = await openSocket(t, app, id)
    socket.hello(placeTicket)
    await socket.status()
    sockets.push(socket)
  }
  assert.equal(await sockets[0]!.closed(), SOCKET_CLOSE.replaced)
  assert.ok(sockets.slice(1).every((socket) => socket.isOpen()))
})

test('a replica that stops sends its sockets away with the code that brings them back elsewhere', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const id = await openLine(all, app, scheduled)
  await known(other, id)
  const { placeTicket } = await joined(app, id, await all.person())
  const [here, there] = [await openSocket(t, app, id), await openSocket(t, other, id)]
  for (const socket of [here, there]) {
    socket.hello(placeTicket)
    await socket.status()
  }
  await app.close()
  assert.equal(await here.closed(), SOCKET_CLOSE.rollover)
  await open(all, id)
  await there.called()
})
