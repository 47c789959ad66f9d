import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { until } from '@tiketi/kit/testing'
import * as fc from 'fast-check'
import { expireHolds } from '../../services/reservation-service/src/expire-holds.ts'
import {
  buyAll,
  cancel,
  change,
  comeBack,
  friendReturns,
  giveTicketsBack,
  giveToFriend,
  goAndComeBack,
  goToBank,
  noteHeld,
  wouldHold,
} from './acts.ts'
import { BUYERS, endUnsold, LIMIT, type Order, SEATS } from './model.ts'
import { command, nothing, often, onOne, onOrder, type Step } from './step.ts'
import { waitingCommands } from './waiting.ts'

const seats = fc.uniqueArray(fc.nat(SEATS - 1), { minLength: 1, maxLength: 3 })
const fault = fc.constantFrom('drop', 'hang-up', 'no-answer', 'error')
const any: Order['state'][] = ['held', 'sold', 'over']

const hold = command(
  'hold',
  fc.record({ buyer: fc.nat(BUYERS - 1), seats, standing: fc.nat(2) }),
  async (model, world, wish) => {
    const may = wouldHold(model, wish)
    const { status, body } = await world.hold(wish, may)
    assert.equal(status === 201, may, `${status} ${body.code}`)
    if (may) noteHeld(model, wish, body)
  },
)

const changeHold = onOrder(
  'change the hold',
  ['held'],
  fc.record({
    seats: fc.uniqueArray(fc.nat(SEATS - 1), { maxLength: 2 }),
    standing: fc.integer({ min: -2, max: 2 }),
    drop: fc.nat(2),
  }),
  (order, world, wish, model) => change(model, order, world, wish),
)

const sellOut = command('buy all that is left', nothing, buyAll, ({ cancelled }) => !cancelled)

const pay = onOrder('pay', ['held'], nothing, async (order, world, _, model) => {
  await goAndComeBack(model, order, world)
  assert.equal(order.state, 'sold')
})

const giveBack = onOrder(
  'give tickets back',
  ['sold'],
  fc.integer({ min: 1, max: LIMIT }),
  (order, world, most, model) => giveTicketsBack(model, order, world, most),
)

/** What people, the bank, time and machines do. What the rest stands on comes more often. */
export const commands: fc.Arbitrary<Step>[] = [
  ...often(5, hold),
  command('all want the same seats at once', seats, async (model, world, seats) => {
    const wishes = Array.from({ length: BUYERS }, (_, buyer) => ({ buyer, seats, standing: 0 }))
    const may = wishes.filter((wish) => wouldHold(model, wish))
    const hold = () => Promise.all(wishes.map((wish) => world.hold(wish, false)))
    const answers = await until(async () => {
      const answers = await hold()
      return may.length === 0 || answers.some(({ status }) => status === 201) ? answers : undefined
    })
    const lucky = wishes.filter(({ buyer }) => answers[buyer]!.status === 201)
    assert.equal(lucky.length, Math.min(1, may.length))
    for (const wish of lucky) noteHeld(model, wish, answers[wish.buyer]!.body)
  }),
  ...often(3, sellOut),
  ...often(2, changeHold),
  onOrder('let go', any, nothing, async (order, world, _, model) => {
    const { status } = await world.buyer(order.buyer).release(order.id)
    if (order.state === 'held') assert.equal(status, 200)
    if (order.state === 'sold') assert.equal(status, 409)
    if (order.state === 'held') endUnsold(model, order)
  }),
  onOrder('its time runs out', ['held'], fc.constantFrom('unnoticed', 'noticed'), async (order, world, how, model) => {
    await world.all.seats.runOut(order.id)
    if (how === 'noticed') await expireHolds(world.all.seats.own.em)
    endUnsold(model, order)
  }),

  onOrder('the bank approves', any, nothing, async (order, world) => {
    await goToBank(order, world)
  }),
  onOrder('come back from the bank, late', any, fc.nat(20), async (order, world, at, model) => {
    const { state, redirects } = order
    if (redirects.length === 0) return
    await comeBack(model, order, world, redirects[at % redirects.length]!)
    if (state !== 'held') assert.equal(order.state, state)
  }),
  ...often(3, pay),
  onOrder('be declined', ['held'], fc.constantFrom('limit-exceeded', 'stolen'), async (order, world, card, model) => {
    await goAndComeBack(model, order, world, card)
    assert.equal(order.state, 'held')
  }),
  onOrder('pay while the bank fails', ['held'], fault, async (order, world, fault, model) => {
    const redirect = (await goToBank(order, world))!
    await world.bankFails('confirm', fault, redirect.orderId)
    await comeBack(model, order, world, redirect)
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
        'the organiser cancels': () =>
          cancel(
            model,
            world,
            model.orders.filter((other) => other !== order),
          ),
        'payment restarts': () => world.all.restart('payment'),
        'reservation restarts': () => world.all.restart('reservation'),
      }
      // Whoever is asked while it ends may answer with an error, or not at all.
      const back = world.confirm(redirect).catch(() => undefined)
      await meanwhile[what]()
      await back
      await world.settle()
      await world.follow(model, order)
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
    async (order, world, how, model) => {
      const redirect = (await goToBank(order, world))!
      await world.all.script({ on: 'webhook', fault: how, orderId: redirect.orderId, times: 2 })
      await comeBack(model, order, world, redirect)
      assert.equal(order.state, 'sold')
    },
  ),
  command(
    'webhooks come that were kept back',
    nothing,
    async (_model, world) => {
      await fetch(`${world.all.bank.url}/sandbox/webhooks/flush`, { method: 'POST' })
    },
    ({ orders }) => orders.some(({ redirects }) => redirects.length > 0),
  ),
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

  ...often(4, giveBack),
  onOrder('give a ticket back while the bank fails', ['sold'], fault, async (order, world, fault, model) => {
    for (const { orderId } of order.redirects.slice(-1)) await world.bankFails('cancel', fault, orderId)
    await giveTicketsBack(model, order, world, 1)
  }),
  onOrder('give a ticket to a friend', ['sold'], fc.nat(BUYERS - 1), giveToFriend),
  onOne(
    ({ orders }) => orders.filter(({ given }) => given.length > 0),
    'a friend returns the ticket',
    nothing,
    friendReturns,
  ),
  onOrder('days pass since the order', ['sold'], fc.integer({ min: 1, max: 30 }), async ({ id }, world, days) => {
    const past = 'update reservation.reservation set ordered_at = ordered_at - make_interval(days => $2) where id = $1'
    await world.rows(past, [id, days])
  }),
  command(
    'the organiser postpones',
    nothing,
    async (model, world) => {
      const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
      await world.tell(model, { freeRefund: { orderedBefore: tomorrow, until: tomorrow } })
    },
    ({ cancelled }) => !cancelled,
  ),
  command(
    'the organiser cancels',
    nothing,
    (model, world) => cancel(model, world),
    ({ cancelled }) => !cancelled,
  ),
  command('restart', fc.constantFrom('payment' as const, 'reservation' as const), (_model, { all }, service) =>
    all.restart(service),
  ),
  ...waitingCommands,
]
