import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { SEAT_STATE, type SeatDelta, type SeatStatus } from '@tiketi/contracts/reservation'
import type { App } from '@tiketi/kit/create-app'
import { redisKinds, settingsOf, until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

const FREE = SEAT_STATE.free

test('the layout is small, cached and revalidated by its ETag', async (t) => {
  const { app, sell } = await stage(t)
  const performance = await sell()
  const url = `/api/reservation/performances/${performance.id}/layout`
  const first = await app.inject(url)
  assert.equal(first.statusCode, 200)
  assert.match(String(first.headers['content-type']), /^application\/json/)
  assert.deepEqual(first.json().plan, performance.plan)
  assert.equal(first.json().limitPerPerson, 4)
  assert.match(String(first.headers['cache-control']), /^public, max-age=300/)
  const again = await app.inject({ url, headers: { 'if-none-match': String(first.headers.etag) } })
  assert.deepEqual([again.statusCode, again.body], [304, ''])
  assert.equal((await app.inject(`/api/reservation/performances/${randomUUID()}/layout`)).statusCode, 404)
})

test('the states of 5,000 seats take less than 2 kB, and tell free, held and sold apart', async (t) => {
  const { app, sell, someone, sql } = await stage(t)
  const { id } = await sell({ performance: { plan: bigPlan() } })
  await (await someone()).held(id, [0, 4_999])
  await sql('update reservation.seat_claim set sold = true where seat = 4999')
  const status = await until(async () => {
    const answer = await app.inject(`/api/reservation/performances/${id}/seats`)
    return answer.json().free === 4_998 ? answer : undefined
  })
  assert.ok(status.body.length < 2_000, `${status.body.length} bytes`)
  assert.equal(status.headers['cache-control'], 'public, max-age=1')
  const states = decode(status.json())
  assert.deepEqual([states[0], states[1], states[4_999]], [SEAT_STATE.held, FREE, SEAT_STATE.sold])
})

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, whoever watches sees every change without asking: held, sold, given back, by way of any process`, async (t) => {
    const { start, sell, someone, deliver, service } = await stage(t, settingsOf(await redis()))
    const [here, there] = [await start(), await start()]
    const { id } = await sell()
    const client = await watch(t, here, id)
    const buyer = (await someone()).at(there)

    const hold = await buyer.held(id, [3, 4])
    await until(() => client.states[3] === SEAT_STATE.held && client.states[4] === SEAT_STATE.held)
    const given = await buyer.held(id, [5])
    await buyer.release(given.id)
    const paymentId = randomUUID()
    const payment = await service('payment', there)
    await payment.post(`/internal/reservations/${hold.id}/capture`, { paymentId, amountWon: hold.totalWon })
    await deliver('payment.captured', { paymentId, reservationId: hold.id, amountWon: hold.totalWon })
    await until(() => client.states[3] === SEAT_STATE.sold && client.states[4] === SEAT_STATE.sold)
    await until(() => client.states[5] === FREE && client.version > 0)
    assert.equal(client.gaps, 0)
  })

test('many holds at once reach a watcher in few frames, and every one of them arrives', async (t) => {
  const { start, sell, someone } = await stage(t)
  const app = await start()
  const { id } = await sell({ performance: { plan: bigPlan() } })
  const client = await watch(t, app, id)
  const buyers = await Promise.all(Array.from({ length: 40 }, () => someone()))
  await Promise.all(buyers.map((buyer, at) => buyer.held(id, [at * 2, at * 2 + 1])))
  await until(() => client.states.slice(0, 80).every((state) => state === SEAT_STATE.held))
  assert.equal(client.gaps, 0)
  assert.ok(client.frames < 20, `${client.frames} frames`)
})

test('a watcher whose status is older than what a frame spans notices, and is right after asking once more', async (t) => {
  const { start, sell, someone } = await stage(t)
  const app = await start()
  const { id } = await sell()
  const old = await statusOf(app, id)
  await (await someone()).held(id, [1])
  const client = await watch(t, app, id, { ...old, version: old.version - 1 })
  await until(() => client.gaps === 1 && client.states[1] === SEAT_STATE.held)
  await (await someone()).held(id, [2])
  await until(() => client.states[2] === SEAT_STATE.held)
  assert.equal(client.gaps, 1)
})

test('news that were lost are made good by comparing', async (t) => {
  const { start, sell, sql } = await stage(t)
  const app = await start()
  const { id, onSaleId } = await sell()
  const client = await watch(t, app, id)
  const reservation = randomUUID()
  // A process that died between its commit and its news.
  await sql(
    `insert into reservation.reservation (id, performance_id, on_sale_id, person_id, seats, prices_won, total_won, deadline)
     values (?, ?, ?, ?, '{9}', '{1000}', 1000, now() + interval '8 minutes')`,
    [reservation, id, onSaleId, randomUUID()],
  )
  await sql('insert into reservation.seat_claim values (?, 9, ?)', [id, reservation])
  await until(() => client.states[9] === SEAT_STATE.held)
})

test('without Redis seats are held as ever, watchers are sent away and the status is still right; with it all is live again', async (t) => {
  const { start, sell, someone, redis } = await stage(t)
  const app = await start()
  const { id } = await sell()
  const client = await watch(t, app, id)
  await redis.stop()
  await (await someone()).held(id, [6])
  await until(() => client.closed)
  const status = await until(async () => {
    const status = await statusOf(app, id)
    return decode(status)[6] === SEAT_STATE.held ? status : undefined
  })
  assert.equal(status.version, 0)

  await redis.start()
  const back = await until(async () => {
    const again = await watch(t, app, id, status)
    return again.frames > 0 ? again : undefined
  })
  await until(() => back.version > client.version)
  await (await someone()).held(id, [7])
  await until(() => back.states[7] === SEAT_STATE.held && back.states[6] === SEAT_STATE.held)
})

test('a performance that nobody sells cannot be watched, and a watcher who talks is sent away', async (t) => {
  const { start, sell } = await stage(t)
  const app = await start()
  const { id } = await sell()
  const port = await listening(app)
  const upgrade = request({
    port,
    path: `/ws/reservation/performances/${randomUUID()}`,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    },
  }).end()
  const [refused] = (await once(upgrade, 'response')) as [IncomingMessage]
  refused.resume()
  assert.equal(refused.statusCode, 404)

  const talker = new WebSocket(`ws://127.0.0.1:${port}/ws/reservation/performances/${id}`)
  talker.onopen = () => talker.send('hello')
  const [{ code }] = (await once(talker, 'close')) as [CloseEvent]
  assert.equal(code, 1008)
})

async function listening(app: App): Promise<number> {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

async function statusOf(app: App, id: string): Promise<SeatStatus> {
  const answer = await app.inject(`/api/reservation/performances/${id}/seats`)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json()
}

function decode({ seats, states }: SeatStatus): number[] {
  const bytes = Buffer.from(states, 'base64')
  return Array.from({ length: seats }, (_, seat) => (bytes[seat >> 2]! >> (2 * (seat % 4))) & 3)
}

/** A browser as the contract wants it: status first, then frames, and the status again when something is missing. */
async function watch(t: TestContext, app: App, id: string, known?: SeatStatus) {
  const socket = new WebSocket(`ws://127.0.0.1:${await listening(app)}/ws/reservation/performances/${id}`)
  t.after(() => socket.close())
  const status = known ?? (await statusOf(app, id))
  const client = { states: decode(status), version: status.version, frames: 0, gaps: 0, closed: false }
  let working: Promise<void> = Promise.resolve()

  async function apply({ since, version, changes }: SeatDelta) {
    if (version <= client.version) return
    if (since > client.version) {
      client.gaps += 1
      do {
        const whole = await statusOf(app, id)
        Object.assign(client, { states: decode(whole), version: whole.version })
      } while (client.version < since)
      if (version <= client.version) return
    }
    for (const [seat, state] of changes) client.states[seat] = state
    client.version = version
  }
  socket.onmessage = ({ data }) => {
    client.frames += 1
    const delta: SeatDelta = JSON.parse(data)
    working = working.then(() => apply(delta))
  }
  socket.onclose = () => {
    client.closed = true
  }
  await until(() => client.frames > 0 || client.closed || socket.readyState === WebSocket.OPEN)
  return client
}

function bigPlan() {
  const row = (y: number) => ({
    label: String(y),
    grade: 'R',
    seats: 200,
    firstNumber: 1,
    from: [0, y] as [number, number],
    to: [1_000, y] as [number, number],
  })
  return {
    width: 1_000,
    height: 1_000,
    stage: { from: [0, 0] as [number, number], to: [9, 0] as [number, number], label: { ko: '무대', en: 'Stage' } },
    sections: [{ code: 'F', name: { ko: '플로어', en: 'Floor' }, rows: Array.from({ length: 25 }, (_, y) => row(y)) }],
  }
}
