import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SOCKET_CLOSE } from '@tiketi/contracts/queue'
import { until } from '@tiketi/kit/testing'
import { openSocket } from './client.ts'
import { join, joined, openLine, stage, statusOf } from './stage.ts'

const scheduled = { opensAt: new Date(Date.now() + 3_600_000).toISOString() }

test('tabs share a place; another device takes it over at every replica, and the old one does not get it back by itself', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const id = await openLine(all, app, scheduled)
  await until(async () => (await statusOf(other, id))?.state === 'scheduled')
  const person = await all.person()
  const phone = { device: 'the phone' }
  const desk = { device: 'the desktop' }
  const listen = async (at: typeof app, placeTicket: string) => {
    const socket = await openSocket(t, at, id)
    socket.hello(placeTicket)
    await socket.status()
    return socket
  }

  const onPhone = await joined(app, id, person, phone)
  const tabs = [await listen(app, onPhone.placeTicket), await listen(other, onPhone.placeTicket)]
  assert.equal((await joined(other, id, person, phone)).placeTicket, onPhone.placeTicket)
  assert.ok(tabs.every((tab) => tab.isOpen()))

  const onDesk = await joined(other, id, person, desk)
  assert.equal(onDesk.number, onPhone.number)
  for (const tab of tabs) assert.equal(await tab.closed(), SOCKET_CLOSE.replaced)
  const there = await listen(app, onDesk.placeTicket)

  // A phone that wakes up and connects with its old ticket is told the same, and nobody else is disturbed.
  const woken = await listen(other, onPhone.placeTicket)
  assert.equal(await woken.closed(), SOCKET_CLOSE.replaced)
  assert.ok(there.isOpen())
  assert.equal((await joined(app, id, person, desk)).number, onPhone.number)
})

test('a place moves between devices five times an hour at most, and stays where it is then', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, scheduled)
  const [person, stranger] = [await all.person(), await all.person()]
  const device = (name: number) => ({ device: `device ${name}` })
  for (let name = 0; name <= 5; name++) await joined(app, id, person, device(name))
  const refused = await join(app, id, person, device(6))
  assert.deepEqual([refused.statusCode, refused.json().code], [429, 'TOO_MANY_DEVICES'])
  assert.ok(Number(refused.headers['retry-after']) > 3_000)
  assert.equal((await join(app, id, person, device(5))).statusCode, 200)
  assert.equal((await join(app, id, stranger, device(6))).statusCode, 200)
})
