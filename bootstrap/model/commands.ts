import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Order as Bought } from '@tiketi/contracts/reservation'
import * as fc from 'fast-check'
import { expireHolds } from '../../services/reservation-service/src/expire-holds.ts'
import { BUYERS, LIMIT, type Model, type Order, SEATS, type World } from './world.ts'

type Step = fc.AsyncCommand<Model, World, true>

const seats = fc.uniqueArray(fc.nat(SEATS - 1), { minLength: 1, maxLength: 3 })
/** Which of the orders so far; commands mean the one that it comes to. */
const which = fc.nat(20)

/** Every command by its name: what it is drawn from, when it may come, and what must come of it. */
export const commands: fc.Arbitrary<Step>[] = [
  command('hold', fc.record({ buyer: fc.nat(BUYERS - 1), seats }), async (model, world, { buyer, seats }) => {
    const live = model.orders.filter(({ state }) => state !== 'over')
    const free = !live.some((order) => order.seats.some((seat) => seats.includes(seat)))
    const mine = live.filter((order) => order.buyer === buyer).reduce((sum, { seats }) => sum + seats.length, 0)
    const { status, body } = await world.buyers[buyer]!.hold(world.performanceId, seats)
    assert.equal(status === 201, free && mine + seats.length <= LIMIT, `${status} ${body.code}`)
    if (status === 201) model.orders.push({ id: body.id, buyer, seats, state: 'held' })
  }),
  onOrder('release', async (order, world) => {
    const { status } = await world.buyers[order.buyer]!.release(order.id)
    if (order.state === 'held') assert.equal(status, 200)
    if (order.state === 'sold') assert.equal(status, 409)
    if (order.state === 'held') order.state = 'over'
  }),
  onOrder('its time runs out', async (order, world) => {
    if (order.state !== 'held') return
    await world.stage.seats.runOut(order.id)
    await expireHolds(world.stage.seats.own.em)
    assert.equal(await world.stateOf(order), 'expired')
    order.state = 'over'
  }),
  onOrder('the bank approves', (order, world) => authenticate(order, world, 'approves')),
  onOrder('the buyer comes back', (order, world) => comeBack(order, world)),
  onOrder('pay', async (order, world) => {
    await authenticate(order, world, 'approves')
    await comeBack(order, world)
  }),
  onOrder('pay by a card that is declined', async (order, world) => {
    await authenticate(order, world, 'limit-exceeded')
    if (order.state !== 'held' || !order.redirect) return
    await world.confirm(order.redirect)
    // The bank's page may have been left by another card before: then that one pays.
    await world.agrees()
    await follow(order, world)
    delete order.redirect
  }),
  onOrder('pay, and the line to the bank breaks', async (order, world) => {
    await authenticate(order, world, 'approves')
    if (order.state !== 'held' || !order.redirect) return
    await world.stage.script({ on: 'confirm', fault: 'drop', orderId: order.redirect.orderId })
    await world.confirm(order.redirect)
    await world.stage.lookNow()
    await world.agrees()
    await follow(order, world)
    assert.equal(order.state, 'sold')
  }),
  onOrder('pay another amount than is asked', async ({ redirect }, world) => {
    if (!redirect) return
    const { status, body } = await world.confirm({ ...redirect, amount: redirect.amount - 1 })
    assert.deepEqual([status, body.code], [400, 'AMOUNT_MISMATCH'])
  }),
  command(
    'webhooks come that are late, false and double',
    fc.record({
      at: which,
      statuses: fc.array(fc.constantFrom('DONE', 'CANCELED', 'EXPIRED'), { minLength: 1, maxLength: 3 }),
    }),
    async ({ orders }, world, { at, statuses }) => {
      const orderId = orders[at % orders.length]?.prepared?.orderId ?? 'nobody-knows'
      for (const status of statuses) {
        const id = randomUUID()
        for (const _ of [1, 2]) assert.equal(await webhook(world, id, { orderId, status }), 200)
      }
    },
  ),
  command(
    'give tickets back',
    fc.record({ at: which, most: fc.integer({ min: 1, max: 3 }) }),
    async (model, world, { at, most }) => {
      const order = model.orders[at % model.orders.length]
      if (order?.state !== 'sold') return
      const buyer = world.buyers[order.buyer]!
      const url = `/api/reservation/orders/${order.id}`
      const bought: Bought = (await buyer.get(url)).body
      const given = bought.tickets.filter(({ seat }) => order.seats.includes(seat!)).slice(0, most)
      const request = { tickets: given.map(({ id }) => id), feeWon: 0 }
      const key = randomUUID()
      for (const _ of [1, 2]) {
        const { status, body } = await buyer.post(`${url}/refunds`, request, { 'idempotency-key': key })
        assert.equal(status, 201, JSON.stringify(body))
      }
      order.seats = order.seats.filter((seat) => !given.some((ticket) => ticket.seat === seat))
      if (order.seats.length === 0) order.state = 'over'
    },
  ),
  command('payment-service restarts', fc.constant(undefined), (_, { stage }) => stage.restart()),
]

/** Where the hold is over there is nothing to pay, and that is asserted. */
async function authenticate(order: Order, world: World, card: 'approves' | 'limit-exceeded'): Promise<void> {
  const { status, body } = await world.stage.prepare(world.buyers[order.buyer]!, order.id)
  assert.equal(status === 201, order.state === 'held', `${order.state}: ${status} ${body.code}`)
  if (status !== 201) return
  order.prepared = body
  order.redirect = await world.stage.pay(body, card)
}

/** As often as they like, and however late. */
async function comeBack(order: Order, world: World): Promise<void> {
  if (!order.redirect) return
  await Promise.all([world.confirm(order.redirect), world.confirm(order.redirect)])
  await world.agrees()
  const before = order.state
  await follow(order, world)
  assert.equal(order.state, before === 'held' ? 'sold' : before)
}

async function follow(order: Order, world: World): Promise<void> {
  const state = await world.stateOf(order)
  order.state = state === 'confirmed' ? 'sold' : state === 'held' ? 'held' : 'over'
}

async function webhook({ stage }: World, id: string, data: object): Promise<number> {
  const answer = await stage.app.inject({
    method: 'POST',
    url: '/api/payment/webhooks/toss',
    headers: { 'tosspayments-webhook-transmission-id': id },
    payload: { eventType: 'PAYMENT_STATUS_CHANGED', createdAt: new Date().toISOString(), data },
  })
  return answer.statusCode
}

/** A command on one of the orders so far; where there is none, nothing happens. */
function onOrder(name: string, run: (order: Order, world: World) => Promise<void>) {
  return command(name, which, async ({ orders }, world, at) => {
    const order = orders[at % orders.length]
    if (order) await run(order, world)
  })
}

function command<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  run: (model: Model, world: World, input: Input) => Promise<void>,
): fc.Arbitrary<Step> {
  return inputs.map((input) => ({
    check: async () => true,
    async run(model, world) {
      await run(model, world, input)
      await world.agrees()
    },
    toString: () => (input === undefined ? name : `${name} ${JSON.stringify(input)}`),
  }))
}
