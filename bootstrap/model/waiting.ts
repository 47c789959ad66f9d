import assert from 'node:assert/strict'
import { until } from '@tiketi/kit/testing'
import * as fc from 'fast-check'
import { lapseOffers } from '../../services/reservation-service/src/lapse-offers.ts'
import { returnPlaces } from '../../services/reservation-service/src/return-places.ts'
import type { Answered } from '../../services/reservation-service/test/stage.ts'
import { buyAll, cancel, giveTicketsBack, noteHeld } from './acts.ts'
import { BUYERS, free, type Model, numberOf, type Order, stillAllowed, type Waiting, warm } from './model.ts'
import { command, nothing, often, onOne, type Step } from './step.ts'
import type { World } from './world.ts'

const anybody = ({ line }: Model) => line
const offered = ({ line }: Model) => line.filter(({ offer }) => offer)

interface Joining {
  buyer: number
  places: number
}

const joining = fc.record({ buyer: fc.nat(BUYERS - 1), places: fc.integer({ min: 1, max: 3 }) })

async function join(model: Model, world: World, { buyer, places }: Joining): Promise<void> {
  const waits = model.line.some((person) => person.buyer === buyer)
  const may = !model.cancelled && !waits && places <= stillAllowed(model, buyer)
  const must = may && numberOf(free(model)) < places
  const url = `/api/reservation/performances/${world.performance.id}/waiting`
  // What is left, and what somebody has, is known a moment late there.
  const { status, body } = await until(
    async () => {
      const answer = await world.post(buyer, url, { places })
      return answer.status === 201 || !must ? answer : undefined
    },
    { timeoutMs: 60_000, everyMs: 100 },
  )
  assert.ok(status === 201 ? may : status === 409, `${status} ${body.code}`)
  if (status === 201) model.line.push({ id: body.id, buyer, places, offer: null })
}

async function coolDown(world: World): Promise<void> {
  await world.rows(
    'update reservation.cooling_place set cooled_at = now() where performance_id = $1 and cooled_at > now()',
    [world.performance.id],
  )
}

/** What it takes for an offer seldom comes together by chance. */
const comesBack = command(
  'all is bought, somebody waits, and a buyer gives tickets back',
  fc.record({ last: joining, most: fc.integer({ min: 1, max: 4 }) }),
  async (model, world, { last, most }) => {
    await buyAll(model, world)
    await join(model, world, last)
    const sold = model.orders.find(({ state, buyer }) => state === 'sold' && buyer !== last.buyer)
    if (!sold) return
    await giveTicketsBack(model, sold, world, most)
    await coolDown(world)
  },
  ({ cancelled }) => !cancelled,
)

const takeOffer = onOne(offered, 'take the offer', nothing, async (person, world, _, model) => {
  const may = !model.cancelled && person.places <= stillAllowed(model, person.buyer)
  const { status, body } = await until(
    async () => {
      const answer = await take(world, person)
      return answer.status === 201 || !may ? answer : undefined
    },
    { timeoutMs: 60_000, everyMs: 100 },
  )
  assert.equal(status, may ? 201 : 409, body.code)
  if (may) noteTaken(model, person, body)
})

const cooled = command(
  'what was given back has cooled',
  nothing,
  (_model, world) => coolDown(world),
  ({ cooling }) => numberOf(cooling) > 0,
)

/** What those do who wait, and what becomes of places that were given back. */
export const waitingCommands: fc.Arbitrary<Step>[] = [
  ...often(3, command('join the waiting list', joining, join)),
  ...often(2, comesBack),
  onOne(anybody, 'leave the waiting list', nothing, async (person, world, _, model) => {
    const { status } = await leave(world, person)
    assert.equal(status, 200)
    outOfLine(model, person)
  }),
  ...often(3, takeOffer),
  onOne(
    offered,
    'take the offer, and meanwhile',
    fc.constantFrom('take it', 'decline', 'leave', 'time runs out', 'the organiser cancels'),
    async (person, world, what, model) => {
      const meanwhile = {
        'take it': () => take(world, person),
        decline: () => decline(world, person),
        leave: () => leave(world, person),
        'time runs out': () => runOut(world, person),
        'the organiser cancels': async () => void (await cancel(model, world)),
      }
      const answers = await Promise.all([take(world, person), meanwhile[what]()])
      const held = answers.filter((answer) => answer?.status === 201)
      assert.ok(held.length <= 1)
      await world.settle()
      const [row] = await world.rows<{ state: string }>('select state from reservation.waiting where id = $1', [
        person.id,
      ])
      assert.equal(row!.state === 'taken', held.length === 1)
      if (held.length === 1) await world.follow(model, noteTaken(model, person, held[0]!.body))
      else if (['left', 'lapsed'].includes(row!.state)) outOfLine(model, person)
      else if (what === 'decline') person.offer = null
    },
  ),
  onOne(offered, 'decline the offer', nothing, async (person, world) => {
    const { status } = await decline(world, person)
    assert.equal(status, 200)
    person.offer = null
  }),
  onOne(
    offered,
    'its time to answer runs out',
    fc.constantFrom('unnoticed', 'noticed'),
    async (person, world, how, model) => {
      await runOut(world, person)
      if (how === 'noticed') await lapseOffers(world.all.seats.own.em)
      const { status, body } = await take(world, person)
      assert.deepEqual([status, body.code], [409, 'OFFER_OVER'])
      outOfLine(model, person)
    },
  ),
  ...often(4, cooled),
  command(
    'what has cooled and nobody wants returns',
    nothing,
    async (model, world) => {
      const returned = await world.rows<{ seat: number | null }>(
        `update reservation.cooling_place set returns_at = now()
         where performance_id = $1 and cooled_at <= now() and waiting_id is null returning seat`,
        [world.performance.id],
      )
      await returnPlaces(world.all.seats.own.em)
      const seats = returned.flatMap(({ seat }) => seat ?? [])
      warm(model.cooling, { seats, standing: returned.length - seats.length })
    },
    ({ cooling }) => numberOf(cooling) > 0,
  ),
]

function noteTaken(model: Model, person: Waiting, hold: Answered['body']): Order {
  const { buyer, offer } = person
  const order = noteHeld(model, { buyer, ...offer! }, hold)
  order.offered = true
  warm(model.cooling, offer!)
  outOfLine(model, person)
  return order
}

function outOfLine(model: Model, person: Waiting): void {
  model.line = model.line.filter((other) => other !== person)
}

async function runOut(world: World, { id }: Waiting): Promise<undefined> {
  await world.rows(
    `update reservation.waiting set deadline = now() - interval '1 second' where id = $1 and state = 'offered'`,
    [id],
  )
}

const take = (world: World, { id, buyer }: Waiting) => world.post(buyer, `/api/reservation/waiting/${id}/hold`)
const decline = (world: World, { id, buyer }: Waiting) => world.post(buyer, `/api/reservation/waiting/${id}/decline`)
const leave = (world: World, { id, buyer }: Waiting) =>
  world.buyer(buyer).send('DELETE', `/api/reservation/waiting/${id}`)
