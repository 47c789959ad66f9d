import assert from 'node:assert/strict'
import { hash, randomBytes, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { Draw, type DrawEntry } from '@tiketi/contracts/queue'
import { tokenVerifier } from '@tiketi/kit/access-token'
import type { App } from '@tiketi/kit/create-app'
import { until } from '@tiketi/kit/testing'
import { Check } from 'typebox/value'
import type { Beacon } from '../src/beacon.ts'
import { announcedRound, closeLobby } from '../src/close-lobby.ts'
import { drawnEntries, findDraw } from '../src/draw.ts'
import { drawLots } from '../src/draw-lots.ts'
import { drawRanks, drawSeed } from '../src/draw-order.ts'
import { giveNumbers } from '../src/give-numbers.ts'
import { gatherDrawn, keepDraw } from '../src/keep-draw.ts'
import { Line } from '../src/line.ts'
import { lineKeys } from '../src/line-keys.ts'
import { entryOf } from '../src/lobby.ts'
import { OnSale } from '../src/on-sale.ts'
import { step } from '../src/step.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { openSocket } from './client.ts'
import { joined, leave, onSale, openLine, type Stage, setSeats, stage, statusOf } from './stage.ts'

const MINUTE = 60_000
const inTenMinutes = () => new Date(Date.now() + 10 * MINUTE).toISOString()

async function drawOf(app: App, id: string) {
  const answer = await app.inject({ url: `/api/queue/on-sales/${id}/draw` })
  assert.ok(Check(Draw, answer.json()), answer.body)
  return answer.json<Draw>()
}

test('the lobby is drawn in an order that anybody can draw again from what is published', async (t) => {
  const all = await stage(t)
  const [app, other] = [await all.start(), await all.start()]
  const id = await openLine(all, app, { opensAt: inTenMinutes(), lobby: true })
  await until(() => statusOf(other, id))
  const people = await Promise.all(Array.from({ length: 12 }, () => all.person()))
  const [listening, leaving] = people as [Person, Person]
  const ownEntry = async ({ headers }: Person) =>
    (await app.inject({ url: `/api/queue/on-sales/${id}/draw/entry`, headers })).json<DrawEntry>()

  // Each comes twice, at both replicas, and nobody is before anybody.
  const places = await Promise.all(people.flatMap((person) => [app, other].map((at) => joined(at, id, person))))
  assert.ok(places.every(({ number, receipt }) => number === 0 && receipt))
  await until(async () => (await statusOf(app, id))?.lobby.people === people.length)
  const announced = await drawOf(app, id)
  assert.deepEqual([announced.state, announced.size, announced.root], ['open', null, null])
  assert.equal(announced.beacon.provable, false, 'the stand-in says what it is')
  assert.equal((await app.inject({ url: `/api/queue/on-sales/${id}/draw/entries` })).json().code, 'LOBBY_OPEN')

  // The receipt is the server's word for the entry, for anybody to check.
  const { port } = app.server.address() as { port: number }
  const jwksUrl = `http://127.0.0.1:${port}/api/queue/.well-known/jwks.json`
  const verifier = tokenVerifier({ jwksUrl, issuer: 'tiketi-queue', audience: 'tiketi-lobby' })
  const word = await verifier.verify(places[0]!.receipt!)
  assert.deepEqual([word.sub, word.sale], [(await ownEntry(listening)).entry, id])

  const socket = await openSocket(t, other, id)
  socket.hello(places[0]!.placeTicket)
  await socket.status(({ lobby }) => lobby.state === 'open')
  assert.equal((await leave(app, id, leaving, places[2]!.placeTicket)).statusCode, 204)

  // The sale opens at once, so the root comes late and a later round is named: the opening waits for it.
  await storeOnSale(all.orm.em.fork(), onSale({ id, version: 2 }))
  await setSeats(all.redis, id, 1, { free: 100, held: 0 })
  const late = await all.person()
  await until(async () => (await drawOf(app, id)).state === 'closed')
  const place = await joined(app, id, late)
  assert.equal(place.number, 0)
  await until(async () => (await statusOf(other, id))?.reason === 'draw-pending')
  const drawn = await until(
    async () => {
      const draw = await drawOf(app, id)
      return draw.state === 'drawn' ? draw : undefined
    },
    { timeoutMs: 30_000 },
  )

  const entries = (await app.inject({ url: `/api/queue/on-sales/${id}/draw/entries` })).rawPayload
  assert.deepEqual([drawn.size, entries.length, drawn.renamed], [11, 11 * 32, true])
  assert.equal(drawn.seed, hash('sha256', Buffer.from(drawn.root! + drawn.randomness!, 'hex')))
  const ranks = drawRanks(Buffer.from(drawn.seed!, 'hex'), entries)
  const numberOf = async (person: Person) => (await joined(other, id, person)).number
  await until(async () => (await numberOf(late)) === 12, { timeoutMs: 20_000 })
  for (const person of people.filter((person) => person !== leaving)) {
    const { entry, rank } = await ownEntry(person)
    assert.equal(rank, ranks[entries.toString('hex').indexOf(entry) / 64])
    assert.equal(await numberOf(person), rank)
  }
  const told = await socket.place()
  assert.equal(told.number, await numberOf(listening))
  await socket.called()
  assert.equal((await ownEntry(leaving)).entry, undefined)
  assert.equal(await numberOf(leaving), 13, 'who left the lobby and comes back is behind it')
})

type Person = Awaited<ReturnType<Stage['person']>>

/** A beacon whose rounds are out as soon as they are named, each time with other randomness. */
const hasty: Beacon = {
  name: 'hasty',
  provable: false,
  roundFrom: (at) => ({ round: 1, at: Math.min(at, Date.now()) }),
  read: async () => randomBytes(32),
  addressOf: () => undefined,
}

/** A lobby that is about to close, with so many people in it, in a line that nobody else cares for. */
async function closingLobby(t: Parameters<typeof stage>[0], people: number) {
  const all = await stage(t)
  const em = () => all.orm.em.fork()
  const sale = onSale({ opensAt: inTenMinutes() })
  await storeOnSale(em(), sale)
  const line = new Line(await em().findOneOrFail(OnSale, sale.id), all.orm)
  line.adopt(1)
  const { line: key, places, gathering, left } = lineKeys(sale.id, 1)
  const [opensAt, closesAt] = [Date.now() - MINUTE, Date.now() + MINUTE]
  await step(all.redis, 'seed')([key], [1, 0, 1_000_000, 5_000, 0, 0, people, 1, opensAt, closesAt, 100, 0, 0, -1, 0])
  const persons = Array.from({ length: people }, () => randomUUID())
  const entered = await Promise.all(
    persons.map((personId) => line.lobby.enter(personId, entryOf('a key', { onSaleId: sale.id, personId }))),
  )
  assert.ok(entered.every((entry) => entry?.isNew))
  await storeOnSale(em(), { ...sale, version: 2, opensAt: new Date(Date.now() + 1_000).toISOString() })
  line.sale = await em().findOneOrFail(OnSale, sale.id, { refresh: true })
  return { ...all, em, id: sale.id, line, persons, keys: { line: key, places, gathering, left } }
}

/** That ranks are what the published seed says, and numbers are the ranks. */
async function assertDrawn({ em, id, redis, keys, persons }: Awaited<ReturnType<typeof closingLobby>>) {
  const draw = await findDraw(em(), id)
  const entries = await drawnEntries(em(), id)
  const ranks = drawRanks(drawSeed(draw!.root, draw!.randomness!), entries)
  const rows = await em().execute<{ personId: string; rank: number }[]>(
    'select person_id as "personId", rank from queue.lobby_entry where on_sale_id = ? order by entry',
    [id],
  )
  assert.deepEqual(
    rows.map(({ rank }) => rank),
    ranks,
  )
  const numbers = await redis.hgetall(keys.places)
  assert.deepEqual(numbers, Object.fromEntries(rows.map(({ personId, rank }) => [personId, String(rank)])))
  assert.deepEqual(Object.keys(numbers).toSorted(), persons.toSorted())
}

test('however many replicas draw at once, with whatever randomness, there is one order and everybody has one number', async (t) => {
  const lobby = await closingLobby(t, 300)
  const { redis, em, line } = lobby
  const round = () => keepDraw(em(), redis, { line, beacon: hasty })
  await Promise.all(Array.from({ length: 8 }, round))
  await until(async () => {
    await round()
    return (await redis.hget(lobby.keys.line, 'gathering')) === '0'
  })
  await assertDrawn(lobby)

  const { id } = lobby
  const draw = (await findDraw(em(), id))!
  await drawLots(em(), hasty, { onSaleId: id, draw: { ...draw, drawnAt: null } })
  assert.deepEqual(await findDraw(em(), id), draw)
  await assert.rejects(
    em().execute('update queue.draw set randomness = ? where on_sale_id = ?', [randomBytes(32), id]),
    /was drawn already/,
  )
  assert.equal(await line.lobby.enter(randomUUID(), randomBytes(32)), undefined, 'nobody comes in any more')
})

test('a draw that dies after any step is finished by another replica, in the same order', async (t) => {
  const lobby = await closingLobby(t, 50)
  const { redis, em, line, id, keys } = lobby
  const [{ closed }] = await em().execute<[{ closed: boolean }]>(
    'select lobby_closed_at is not null as closed from queue.on_sale where id = ?',
    [id],
  )
  assert.equal(closed, false)

  // While the lobby is being closed: nothing has happened.
  await diesInside(lobby, (em) => closeLobby(em, hasty, id))
  assert.equal(await findDraw(em(), id), undefined)
  const draw = (await closeLobby(em(), hasty, id))!

  // While the order is being drawn: nobody has a rank, and nothing is known of the seed.
  await diesInside(lobby, (em) => drawLots(em, hasty, { onSaleId: id, draw }))
  assert.equal((await findDraw(em(), id))?.drawnAt, null)
  const [ranked] = await em().execute('select 1 from queue.lobby_entry where rank is not null limit 1')
  assert.equal(ranked, undefined)
  await drawLots(em(), hasty, { onSaleId: id, draw })

  // While it is brought into the line, and while numbers are given.
  const [{ personId, rank }] = await em().execute<[{ personId: string; rank: number }]>(
    'select person_id as "personId", rank from queue.lobby_entry order by random() limit 1',
  )
  await step(redis, 'gather')([keys.line, keys.places, keys.gathering], [1, 0, rank, personId])
  await gatherDrawn(em(), redis, line)
  await step(redis, 'number')([keys.line, keys.places, keys.gathering, keys.left], [1, 7])
  assert.equal(await redis.hlen(keys.places), 7)
  await gatherDrawn(em(), redis, line)
  await giveNumbers(em(), redis, line)
  await assertDrawn(lobby)
})

/** Runs a step whose transaction is cut off before it commits. */
async function diesInside({ orm }: Stage, run: (em: ReturnType<Stage['orm']['em']['fork']>) => Promise<unknown>) {
  const em = orm.em.fork()
  await assert.rejects(
    em.transactional(async (em) => {
      await run(em)
      throw new Error('dead')
    }),
    /dead/,
  )
}

test('a lobby whose closing had to wait names a round that is not out, however long it waited', async (t) => {
  const { orm } = await stage(t)
  const beacon: Beacon = { ...hasty, roundFrom: (at) => ({ round: Math.ceil(at / 1_000), at }) }
  // The announced round is out six and a half seconds from now: soon it is too late for the root.
  const sale = onSale({ opensAt: new Date(Date.now() + 24_500).toISOString() })
  await storeOnSale(orm.em.fork(), sale)
  const other = orm.em.fork()
  await other.begin()
  await other.execute('select from queue.on_sale where id = ? for share', [sale.id])
  const closing = closeLobby(orm.em.fork() as EntityManager, beacon, sale.id)
  const { at } = announcedRound(beacon, Date.parse(sale.opensAt))
  await until(() => Date.now() > at - 5_000)
  await other.commit()
  const draw = await closing
  assert.ok(draw!.renamed)
  assert.ok(draw!.roundAt.getTime() >= at)
})
