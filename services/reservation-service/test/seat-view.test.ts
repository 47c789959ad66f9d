import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { SEAT_STATE, SeatDelta, type SeatStatus } from '@tiketi/contracts/reservation'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import { RecentChanges } from '../src/seat-frames.ts'
import { stage, standingPlan } from './stage.ts'

const SECTIONS = 40
const SECTION_SEATS = 500

test('of 20,000 seats a buyer is told those of the section in view one by one, of others how many are left', async (t) => {
  const { start, sell, someone } = await stage(t)
  const app = await start()
  const { id } = await sell({ performance: { plan: arena() } })
  const status = await app.inject(`/api/reservation/performances/${id}/seats`)
  assert.ok(status.body.length < 7_000, `${status.body.length} bytes`)

  const client = await watch(t, app, id)
  await until(() => client.frames.length > 0)
  client.look([7])
  const entered = await until(() => client.frames.find(({ sections }) => sections))
  assert.deepEqual(
    entered.sections!.map(([section, states]) => [section, statesOf(states)]),
    [[7, Array.from({ length: SECTION_SEATS }, () => SEAT_STATE.free)]],
  )
  assert.ok(JSON.stringify(entered).length < 300)

  await (await someone()).held(id, [7 * SECTION_SEATS + 3, 8 * SECTION_SEATS, 8 * SECTION_SEATS + 1])
  await until(() => client.seats.get(7 * SECTION_SEATS + 3) === SEAT_STATE.held && client.left.get(8) === 498)
  assert.deepEqual([...client.seats.keys()], [7 * SECTION_SEATS + 3])

  client.look([8])
  const moved = await until(() => client.frames.find(({ sections }) => sections?.[0]?.[0] === 8))
  assert.deepEqual(statesOf(moved.sections![0]![1]).slice(0, 3), [SEAT_STATE.held, SEAT_STATE.held, SEAT_STATE.free])
  await (await someone()).held(id, [8 * SECTION_SEATS + 2, 7 * SECTION_SEATS])
  await until(() => client.seats.get(8 * SECTION_SEATS + 2) === SEAT_STATE.held && client.left.get(7) === 498)
})

test('who comes back with the version that they have is told what they missed, without asking for the whole', async (t) => {
  const { start, sell, someone } = await stage(t)
  const app = await start()
  const { id } = await sell({ performance: { plan: standingPlan(100) } })
  // Somebody else goes on watching here, so this process goes on remembering.
  const other = await watch(t, app, id)
  await until(() => other.frames.length > 0)
  const before = await statusOf(app, id)
  const gone = await watch(t, app, id, before.version)
  gone.close()
  await (await someone()).held(id, [1, 2])
  await until(() => other.seats.get(2) === SEAT_STATE.held)
  await (await someone()).stand(id, [[0, 3]])
  await until(() => other.areas.get(0) === 97)

  const back = await watch(t, app, id, before.version)
  const first = await until(() => back.frames[0])
  assert.ok(first.since <= before.version && first.version > before.version)
  assert.deepEqual(
    first.changes.toSorted(([a], [b]) => a - b),
    [
      [1, SEAT_STATE.held],
      [2, SEAT_STATE.held],
    ],
  )
  assert.deepEqual(first.areas, [[0, 97]])
  const known = await watch(t, app, id, first.version)
  const nothing = await until(() => known.frames[0])
  assert.deepEqual(nothing.changes, [])
})

test('who comes back to a process that does not remember so far is told at once that something is missing', async (t) => {
  const { start, sell, someone } = await stage(t)
  const [here, there] = [await start(), await start()]
  const { id } = await sell()
  const other = await watch(t, here, id)
  await until(() => other.frames.length > 0)
  const before = await statusOf(here, id)
  await (await someone()).held(id, [1])
  await until(() => other.seats.get(1) === SEAT_STATE.held)
  const back = await watch(t, there, id, before.version)
  const first = await until(() => back.frames[0])
  assert.ok(first.since > before.version, 'a gap, so the browser asks for the whole')
  assert.deepEqual(first.changes, [])
})

test('the free places of a floor are in the status and arrive live, held and given back', async (t) => {
  const { start, sell, someone } = await stage(t)
  const app = await start()
  const { id } = await sell({ performance: { plan: standingPlan(60, [40]) } })
  const status = await statusOf(app, id)
  assert.deepEqual([status.areas, status.free, status.seats], [[60, 40], 140, 40])
  const client = await watch(t, app, id)
  await until(() => client.frames.length > 0)
  const buyer = await someone()
  const hold = await buyer.stand(id, [[1, 2]])
  await until(() => client.areas.get(1) === 38)
  await buyer.release(hold.body.id)
  await until(() => client.areas.get(1) === 40)
})

test('what was missed is told only as far as nothing is missing in between', () => {
  const recent = new RecentChanges()
  const change = (since: number, version: number, ...seats: number[]) =>
    recent.add({ since, version, seats: new Set(seats), areas: new Set() })
  assert.equal(recent.after(0), undefined)
  change(10, 12, 1)
  change(12, 15, 2)
  assert.equal(recent.after(9), undefined)
  assert.equal(recent.after(15), undefined)
  assert.deepEqual([...recent.after(10)!.seats], [1, 2])
  assert.deepEqual([...recent.after(13)!.seats], [2])
  // News between 15 and 17 were lost.
  change(17, 20, 3)
  assert.equal(recent.after(15), undefined)
  assert.deepEqual([...recent.after(18)!.seats], [3])
  for (let version = 20; version < 25; version++)
    change(version, version + 1, ...Array.from({ length: 900 }, (_, n) => n))
  assert.equal(recent.after(18), undefined)
  assert.equal(recent.after(22)!.seats.size, 900)
})

async function watch(t: TestContext, app: App, id: string, since?: number) {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const query = since === undefined ? '' : `?since=${since}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/reservation/performances/${id}${query}`)
  t.after(() => socket.close())
  const client = {
    frames: [] as SeatDelta[],
    seats: new Map<number, number>(),
    left: new Map<number, number>(),
    areas: new Map<number, number>(),
    look: (view: number[]) => socket.send(JSON.stringify({ view })),
    close: () => socket.close(),
  }
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data) as SeatDelta
    assert.ok(Check(SeatDelta, frame))
    client.frames.push(frame)
    for (const [seat, state] of frame.changes) client.seats.set(seat, state)
    for (const [section, left] of frame.left ?? []) client.left.set(section, left)
    for (const [area, free] of frame.areas ?? []) client.areas.set(area, free)
  }
  await until(() => socket.readyState === WebSocket.OPEN, { timeoutMs: 60_000 })
  return client
}

async function statusOf(app: App, id: string): Promise<SeatStatus> {
  return (await app.inject(`/api/reservation/performances/${id}/seats`)).json()
}

function statesOf(states: string): number[] {
  const bytes = Buffer.from(states, 'base64')
  return Array.from({ length: bytes.length * 4 }, (_, seat) => (bytes[seat >> 2]! >> (2 * (seat % 4))) & 3)
}

/** Forty sections of five hundred seats. */
function arena() {
  const row = (section: number, y: number) => ({
    label: String(y + 1),
    grade: 'R',
    seats: 100,
    firstNumber: 1,
    from: [0, section * 20 + y + 30] as [number, number],
    to: [900, section * 20 + y + 30] as [number, number],
  })
  const sections = Array.from({ length: SECTIONS }, (_, section) => ({
    code: `S${section}`,
    name: { ko: `${section}구역`, en: `Block ${section}` },
    rows: Array.from({ length: SECTION_SEATS / 100 }, (_, y) => row(section, y)),
  }))
  const { stage: front } = standingPlan(1)
  return { width: 1_000, height: 1_000, stage: front, sections }
}
