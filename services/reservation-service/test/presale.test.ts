import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { insist, type Someone } from './someone.ts'
import { minutesFromNow, type Stage, stage } from './stage.ts'

const FANS = 50

test('fifty people race for a code with ten uses: exactly ten enter, and only they hold seats', async (t) => {
  const all = await stage(t)
  const { id, eventId } = await sellTo(all, [{ code: 'HALO 2027', people: 10 }])
  const fans = await Promise.all(Array.from({ length: FANS }, () => all.someone()))
  const answers = await Promise.all(fans.map((fan) => insist(() => enter(fan, eventId, 'halo2027'))))
  const entered = fans.filter((_, at) => answers[at]!.status === 200)
  assert.equal(entered.length, 10)
  const refused = answers.filter(({ status }) => status !== 200)
  assert.deepEqual(
    [...new Set(refused.map(({ status, body }) => `${status} ${body.code}`))],
    ['409 PRESALE_CODE_USED_UP'],
  )

  const holds = await Promise.all(fans.map((fan, at) => insist(() => fan.hold(id, [at % 40], { key: fan.id }))))
  const kept = await all.sql<{ holds: number; by: number }>(
    `select count(*)::int as holds, count(*) filter (where person_id in (select person_id from reservation.presale_entry))::int as by
     from reservation.reservation`,
  )
  const others = holds.filter((_, at) => !entered.includes(fans[at]!))
  assert.deepEqual(
    [...new Set(others.map(({ status, body }) => `${status} ${body.code}`))],
    ['403 PRESALE_CODE_NEEDED'],
  )
  assert.ok(kept[0]!.holds > 0 && kept[0]!.holds === kept[0]!.by)
})

test('one person in ten windows uses a code up once, and keeps what they have when another code is tried', async (t) => {
  const all = await stage(t)
  const { eventId, organiser } = await sellTo(all, [
    { code: 'AURORA', people: 3 },
    { code: 'BOREALIS', people: 3 },
  ])
  const fan = await all.someone()
  assert.deepEqual((await state(fan, eventId)).body, { entered: false })
  const codes = Array.from({ length: 9 }, (_, at) => (at % 2 ? 'AURORA' : 'BOREALIS'))
  const answers = await Promise.all(codes.map((code) => insist(() => enter(fan, eventId, code))))
  assert.ok(answers.every(({ status, body }) => status === 200 && body.entered))
  assert.deepEqual((await state(fan, eventId)).body, { entered: true })
  assert.deepEqual((await organiser.get(codesUrl(eventId))).body, { codes: 2, people: 6, entered: 1 })
})

test('a presale is open to whoever entered, through its own waiting room, and to nobody else', async (t) => {
  const all = await stage(t)
  const performance = await sellTo(all, [{ code: 'NIGHTFALL', people: 5 }], { waitingRoom: true })
  const { id, eventId, presaleId, onSaleId } = performance
  const [fan, other] = [await all.someone(), await all.someone()]
  const queue = await all.service('queue')
  const asked = (person: Someone) => queue.get(`/internal/on-sales/${presaleId}/presale-entries/${person.id}`)
  assert.equal((await asked(fan)).body.entered, false)
  assert.equal((await enter(fan, eventId, 'nightfall')).status, 200)
  assert.deepEqual([(await asked(fan)).body, (await asked(other)).body], [{ entered: true }, { entered: false }])

  const refused = async (person: Someone, pass?: string) => {
    const { status, body } = await person.hold(id, [1], pass ? { pass } : {})
    return `${status} ${body.code}`
  }
  assert.equal(await refused(fan), '403 PASS_REQUIRED')
  assert.equal(await refused(fan, await all.passes.pass(fan.id, onSaleId)), '403 PASS_INVALID')
  assert.equal(await refused(other, await all.passes.pass(other.id, presaleId)), '403 PRESALE_CODE_NEEDED')
  const held = await fan.hold(id, [1, 2], { pass: await all.passes.pass(fan.id, presaleId) })
  assert.equal(held.status, 201, JSON.stringify(held.body))
  const more = { add: { seats: [3] }, drop: { seats: [2] } }
  const general = await fan.change(held.body.id, more, { pass: await all.passes.pass(fan.id, onSaleId) })
  assert.equal(general.body.code, 'PASS_INVALID')
  const changed = await fan.change(held.body.id, more, { pass: await all.passes.pass(fan.id, presaleId) })
  assert.equal(changed.status, 200, JSON.stringify(changed.body))
  // Its line hears of the hold and counts the seats that are left.
  assert.deepEqual(
    (await all.published('queue')).map(({ payload }) => payload.onSaleId),
    [presaleId],
  )
  const { free } = (await queue.get(`/internal/on-sales/${presaleId}/seats`)).body
  assert.equal(free, 38)
})

test('seats of the presale count towards what a person may have in the sale', async (t) => {
  const all = await stage(t)
  const { id, eventId, onSaleId, presaleId } = await sellTo(all, [{ code: 'FOUR', people: 5 }])
  const fan = await all.someone()
  await enter(fan, eventId, 'FOUR')
  await fan.held(id, [0, 1, 2])
  await all.endPresale({ presaleId, onSaleId })
  const other = await insist(async () => {
    const answer = await (await all.someone()).hold(id, [10])
    // The process looks for new terms once a second.
    return answer.status === 201 ? answer : { ...answer, status: 503 }
  })
  assert.equal(other.status, 201)
  const over = await fan.hold(id, [11, 12])
  assert.deepEqual([over.status, over.body.code], [409, 'LIMIT_REACHED'])
  await fan.held(id, [11])
  const late = await enter(await all.someone(), eventId, 'FOUR')
  assert.deepEqual([late.status, late.body.code], [409, 'PRESALE_OVER'])
})

test('wrong codes, events without a presale and people without the right to add codes are told so', async (t) => {
  const all = await stage(t)
  const { id, eventId, organiser } = await sellTo(all, [{ code: 'ECLIPSE', people: 1 }], { opensAt: minutesFromNow(5) })
  const fan = await all.someone()
  const said = ({ status, body }: { status: number; body: { code: string } }) => `${status} ${body.code}`
  assert.equal(said(await enter(fan, eventId, 'SOLSTICE')), '403 PRESALE_CODE_WRONG')
  assert.equal(said(await enter(fan, eventId, ' a ')), '400 INVALID')
  assert.equal(said(await enter(fan, randomUUID(), 'ECLIPSE')), '404 PRESALE_UNKNOWN')
  // A code is taken before the presale opens; seats are not.
  assert.equal((await enter(fan, eventId, 'ECLIPSE')).status, 200)
  assert.equal(said(await fan.hold(id, [1])), '409 NOT_OPEN_YET')

  const stranger = await all.someone('organiser')
  const body = { codes: [{ code: 'MINE', people: 9 }] }
  assert.equal(said(await add(stranger, eventId, body.codes)), '404 PRESALE_UNKNOWN')
  assert.equal(said(await stranger.get(codesUrl(eventId))), '404 PRESALE_UNKNOWN')
  assert.equal((await add(fan, eventId, body.codes)).status, 403)
  // How many a code lets in can grow, and never falls below who came.
  assert.deepEqual((await add(organiser, eventId, [{ code: 'eclipse', people: 2 }])).body, {
    codes: 1,
    people: 2,
    entered: 1,
  })
  assert.equal((await enter(await all.someone(), eventId, 'ECLIPSE')).status, 200)
  assert.equal((await add(organiser, eventId, [{ code: 'ECLIPSE', people: 1 }])).body.people, 2)

  const kept = await all.sql<{ text: string }>('select c::text as text from reservation.presale_code c')
  assert.ok(kept.every(({ text }) => !/eclipse/i.test(text)))
})

test('after ten tries in a minute a code can no longer be guessed at', async (t) => {
  const all = await stage(t)
  const { eventId } = await sellTo(all, [{ code: 'SECRET', people: 1 }])
  const fan = await all.someone()
  const answers = []
  for (let n = 0; n < 11; n++) answers.push(await enter(fan, eventId, `GUESS${n}`))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array.from({ length: 10 }, () => 403), 429],
  )
})

type Codes = { code: string; people: number }[]

async function sellTo(all: Stage, codes: Codes, presale: Parameters<Stage['sellEarly']>[0] = {}) {
  const organiser = await all.someone('organiser')
  const performance = await all.sellEarly(presale, { organiserId: organiser.id })
  assert.equal((await add(organiser, performance.eventId, codes)).status, 200)
  return { ...performance, organiser }
}

const codesUrl = (eventId: string) => `/api/reservation/organiser/events/${eventId}/presale-codes`
const entryUrl = (eventId: string) => `/api/reservation/events/${eventId}/presale`
const add = (someone: Someone, eventId: string, codes: Codes) =>
  someone.post(codesUrl(eventId), { codes }, { 'idempotency-key': randomUUID() })
const enter = (someone: Someone, eventId: string, code: string) =>
  someone.post(entryUrl(eventId), { code }, { 'idempotency-key': randomUUID() })
const state = (someone: Someone, eventId: string) => someone.get(entryUrl(eventId))
