import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { expireHolds } from '../../services/reservation-service/src/expire-holds.ts'
import { cancel, comeBack, end, giveTicketsBack, goAndComeBack, goToBank, noteHeld, wouldHold } from './acts.ts'
import { BUYERS, LIMIT, type Model, type Order, SEATS } from './model.ts'
import type { World } from './world.ts'

/** What may come next, and what must come of it. */
export type Step = fc.AsyncCommand<Model, World, true>

const seats = fc.uniqueArray(fc.nat(SEATS - 1), { minLength: 1, maxLength: 3 })
const nothing = fc.constant(undefined)
const fault = fc.constantFrom('drop', 'hang-up', 'no-answer', 'error')
const any: Order['state'][] = ['held', 'sold', 'over']

const hold = command(
  'hold',
  fc.record({ buyer: fc.nat(BUYERS - 1), seats, standing: fc.nat(2) }),
  async (model, world, wish) => {
    const may = wouldHold(model, wish)
    const { status, body } = await world.hold(wish)
    assert.equal(status === 201, may, `${status} ${body.code}`)
    if (may) noteHeld(model, wish, body)
  },
)

const pay = onOrder('pay', ['held'], nothing, async (order, world) => {
  await goAndComeBack(order, world)
  assert.equal(order.state, 'sold')
})

const giveBack = onOrder('give tickets back', ['sold'], fc.integer({ min: 1, max: LIMIT }), giveTicketsBack)

/** What people, the bank, time and machines do. Some of it comes more often. */
export const commands: fc.Arbitrary<Step>[] = [
  hold,
  hold,
  hold,
  command('all want the same seats at once', seats, async (model, world, seats) => {
    const wishes = Array.from({ length: BUYERS }, (_, buyer) => ({ buyer, seats, standing: 0 }))
    const may = wishes.filter((wish) => wouldHold(model, wish))
    const answers = await Promise.all(wishes.map((wish) => world.hold(wish)))
    const lucky = wishes.filter(({ buyer }) => answers[buyer]!.status === 201)
    assert.equal(lucky.length, Math.min(1, may.length))
    for (const wish of lucky) noteHeld(model, wish, answers[wish.buyer]!.body)
  }),
  onOrder('let go', any, nothing, async (order, world) => {
    const { status } = await world.buyer(order.buyer).release(order.id)
    if (order.state === 'held') assert.equal(status, 200)
    if (order.state === 'sold') assert.equal(status, 409)
    if (order.state === 'held') end(order)
  }),
  onOrder('its time runs out', ['held'], fc.constantFrom('unnoticed', 'noticed'), async (order, world, how) => {
    await world.all.seats.runOut(order.id)
    if (how === 'noticed') await expireHolds(world.all.seats.own.em)
    end(order)
  }),

  onOrder('the bank approves', any, nothing, async (order, world) => {
    await goToBank(order, world)
  }),
  onOrder('come back from the bank, late', any, fc.nat(20), async (order, world, at) => {
    const { state, redirects } = order
    if (redirects.length === 0) return
    await comeBack(order, world, redirects[at % redirects.length]!)
    if (state !== 'held') assert.equal(order.state, state)
  }),
  pay,
  pay,
  pay,
  onOrder('be declined', ['held'], fc.constantFrom('limit-exceeded', 'stolen'), async (order, world, card) => {
    await goAndComeBack(order, world, card)
    assert.equal(order.state, 'held')
  }),
  onOrder('pay while the bank fails', ['held'], fault, async (order, world, fault) => {
    const redirect = (await goToBank(order, world))!
    await world.bankFails('confirm', fault, redirect.orderId)
    await comeBack(order, world, redirect)
    // A failure of the card's issuer is a no; all the others leave the money taken, or asked for again.
    if (fault !== 'error') assert.equal(order.state, 'sold')
  }),
  onOrder(
    'come back, and meanwhile',
    ['held'],
    fc.constantFrom('let go', 'time runs out', 'the organiser cancels', 'payment restarts', 'reservation restarts'),
    async (order, world, what, model) => {
      const redirect = (await goToBank(order, world))!
      const meanwhile = {
        'let go': () => world.buyer(order.buyer).release(order.id),
        'time runs out': () => world.all.seats.runOut(order.id),
        'the organiser cancels': () => cancel(model, world),
        'payment restarts': () => world.all.restart('payment'),
        'reservation restarts': () => world.all.restart('reservation'),
      }
      // Whoever is asked while it ends may answer with an error, or not at all.
      const back = world.confirm(redirect).catch(() => undefined)
      await meanwhile[what]()
      await back
      await world.settle()
      await world.follow(order)
    },
  ),
  onOrder('pay another amount than is asked', any, nothing, async ({ redirects }, world) => {
    const redirect = redirects.at(-1)
    if (!redirect) return
    const { status, body } = await world.confirm({ ...redirect, amount: redirect.amount - 1 })
    assert.deepEqual([status, body.code], [400, 'AMOUNT_MISMATCH'])
  }),

  onOrder(
    'pay, and its webhooks come',
    ['held'],
    fc.constantFrom('late', 'duplicate', 'disorder'),
    async (order, world, how) => {
      const redirect = (await goToBank(order, world))!
      await world.all.script({ on: 'webhook', fault: how, orderId: redirect.orderId, times: 2 })
      await comeBack(order, world, redirect)
      assert.equal(order.state, 'sold')
    },
  ),
  command('webhooks come that were kept back', nothing, async (_model, world) => {
    await fetch(`${world.all.bank.url}/sandbox/webhooks/flush`, { method: 'POST' })
  }),
  onOrder(
    'false webhooks come, each twice',
    any,
    fc.array(fc.constantFrom('DONE', 'CANCELED', 'EXPIRED'), { minLength: 1, maxLength: 3 }),
    async ({ redirects }, world, statuses) => {
      const orderId = redirects.at(-1)?.orderId ?? 'nobody-knows'
      for (const status of statuses) {
        const id = randomUUID()
        for (const _ of [1, 2]) assert.equal(await world.webhook(id, { orderId, status }), 200)
      }
    },
  ),

  giveBack,
  giveBack,
  onOrder('give a ticket back while the bank fails', ['sold'], fault, async (order, world, fault) => {
    for (const { orderId } of order.redirects.slice(-1)) await world.bankFails('cancel', fault, orderId)
    await giveTicketsBack(order, world, 1)
  }),
  onOrder('days pass since the order', ['sold'], fc.integer({ min: 1, max: 30 }), async ({ id }, world, days) => {
    const past = 'update reservation.reservation set ordered_at = ordered_at - make_interval(days => $2) where id = $1'
    await world.rows(past, [id, days])
  }),
  command('the organiser postpones', nothing, async (model, world) => {
    if (model.cancelled) return
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    await world.change(model, { freeRefund: { orderedBefore: tomorrow, until: tomorrow } })
  }),
  command('the organiser cancels', nothing, cancel),
  command('restart', fc.constantFrom('payment' as const, 'reservation' as const), (_model, { all }, service) =>
    all.restart(service),
  ),
]

/** A command on one of the orders that are in one of the states; it does not come while there is none. */
function onOrder<Input>(
  name: string,
  states: Order['state'][],
  inputs: fc.Arbitrary<Input>,
  run: (order: Order, world: World, input: Input, model: Model) => Promise<void>,
): fc.Arbitrary<Step> {
  const among = ({ orders }: Model) => orders.filter(({ state }) => states.includes(state))
  return command(
    name,
    fc.record({ at: fc.nat(20), input: inputs }),
    async (model, world, { at, input }) => {
      const orders = among(model)
      await run(orders[at % orders.length]!, world, input, model)
    },
    (model) => among(model).length > 0,
  )
}

/** After each, all must agree. */
export function command<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  run: (model: Model, world: World, input: Input) => Promise<void>,
  may: (model: Model) => boolean = () => true,
): fc.Arbitrary<Step> {
  return inputs.map((input) => ({
    check: async (model) => may(model),
    async run(model, world) {
      await run(model, world, input)
      await world.agrees(model)
    },
    toString: () => (input === undefined ? name : `${name} ${JSON.stringify(input)}`),
  }))
}
