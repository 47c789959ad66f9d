import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { RefundQuote } from '@tiketi/contracts/refund'
import type { Order as Bought } from '@tiketi/contracts/reservation'
import type { Authenticated } from '../local/bank/buyer.ts'
import type { CardName } from '../local/bank/cards.ts'
import {
  BUYERS,
  cool,
  end,
  endUnsold,
  free,
  type Model,
  numberOf,
  type Order,
  type Places,
  priceOf,
  stillAllowed,
} from './model.ts'
import type { World } from './world.ts'

export interface Wish extends Places {
  buyer: number
}

/** Whether the wish can be fulfilled, as far as the model knows. */
export function wouldHold(model: Model, { buyer, seats, standing }: Wish): boolean {
  const left = free(model)
  return (
    !model.cancelled &&
    seats.every((seat) => left.seats.includes(seat)) &&
    standing <= left.standing &&
    seats.length + standing <= stillAllowed(model, buyer)
  )
}

export function noteHeld(
  { orders }: Model,
  { buyer, seats, standing }: Wish,
  { id, totalWon }: { id: string; totalWon: number },
): Order {
  assert.equal(totalWon, priceOf({ seats, standing }))
  const nothing = { offered: false, paidWon: 0, given: [], redirects: [] }
  const order: Order = { id, buyer, state: 'held', seats, standing, ...nothing }
  orders.push(order)
  return order
}

export async function buyAll(model: Model, world: World): Promise<void> {
  for (let buyer = 0; buyer < BUYERS; buyer++) await buyWhatIsLeft(model, world, buyer)
}

/** As much of what is left as one person may have. */
async function buyWhatIsLeft(model: Model, world: World, buyer: number): Promise<void> {
  const left = free(model)
  const most = model.cancelled ? 0 : stillAllowed(model, buyer)
  const seats = left.seats.slice(0, most)
  const wish = { buyer, seats, standing: Math.min(left.standing, most - seats.length) }
  if (numberOf(wish) <= 0) return
  const { status, body } = await world.hold(wish)
  assert.equal(status, 201, body.code)
  const order = noteHeld(model, wish, body)
  await goAndComeBack(model, order, world)
  assert.equal(order.state, 'sold')
}

interface Change extends Places {
  /** How many of its seats go. */
  drop: number
}

/** Seats come and go, and standing places come, or go where there are fewer than none. */
export async function change(model: Model, order: Order, world: World, wish: Change): Promise<void> {
  const seats = wish.seats.filter((seat) => !order.seats.includes(seat))
  const drop = order.seats.slice(0, wish.drop)
  const added = { seats, standing: Math.max(0, wish.standing) }
  const dropped = { seats: drop, standing: Math.max(0, -wish.standing) }
  if (numberOf(added) + numberOf(dropped) === 0) return
  const left = free(model)
  const growth = numberOf(added) - numberOf(dropped)
  const may =
    seats.every((seat) => left.seats.includes(seat)) &&
    added.standing <= left.standing &&
    dropped.standing <= order.standing &&
    growth <= stillAllowed(model, order.buyer) &&
    growth + numberOf(order) > 0 &&
    (numberOf(added) === 0 || !order.offered)
  const { status, body } = await world.change(order, { added, dropped, may })
  assert.equal(status, may ? 200 : 409, body.code)
  if (!may) return
  order.seats = [...order.seats.filter((seat) => !drop.includes(seat)), ...seats]
  order.standing += wish.standing
  if (order.offered) cool(model.cooling, dropped)
  assert.equal(body.totalWon, priceOf(order))
}

/** The first ticket that no friend has yet, if there is one. */
export async function giveToFriend(order: Order, world: World, to: number): Promise<void> {
  const { tickets } = await world.read<Bought>(order.buyer, `/api/reservation/orders/${order.id}`)
  const ticket = tickets.find(({ gift }) => !gift)
  if (!ticket || to === order.buyer) return
  const { status, body } = await world.post(order.buyer, `/api/reservation/tickets/${ticket.id}/gifts`, {
    locale: 'ko',
  })
  assert.equal(status, 201, body.code)
  const accepted = await world.post(to, `/api/reservation/gifts/${body.id}/accept`, { token: body.token })
  assert.equal(accepted.status, 200, accepted.body.code)
  order.given.push({ gift: body.id, ticket: ticket.id, to })
}

export async function friendReturns(order: Order, world: World): Promise<void> {
  const { gift, to } = order.given.pop()!
  const { status } = await world.post(to, `/api/reservation/gifts/${gift}/return`)
  assert.equal(status, 200)
}

/** Where the hold is over there is nothing to pay, and that is asserted. */
export async function goToBank(order: Order, world: World, card: CardName = 'approves'): Promise<Authenticated | null> {
  const { status, body } = await world.all.prepare(world.buyer(order.buyer), order.id)
  assert.equal(status, order.state === 'held' ? 201 : 409, `${order.state}: ${body.code}`)
  if (status !== 201) return null
  const redirect = await world.all.pay(body, card)
  order.redirects.push(redirect)
  return redirect
}

/** As often as they like, and however late. */
export async function comeBack(model: Model, order: Order, world: World, redirect: Authenticated): Promise<void> {
  await Promise.all([world.confirm(redirect), world.confirm(redirect)])
  await world.settle()
  if (order.state === 'held') await world.follow(model, order)
}

export async function goAndComeBack(model: Model, order: Order, world: World, card?: CardName): Promise<void> {
  await comeBack(model, order, world, (await goToBank(order, world, card))!)
}

/** Twice by the same key, and once more by another. What friends have must be given back by them first. */
export async function giveTicketsBack(model: Model, order: Order, world: World, most: number): Promise<void> {
  const url = `/api/reservation/orders/${order.id}`
  const { tickets } = await world.read<Bought>(order.buyer, url)
  const quote = await world.read<RefundQuote>(order.buyer, `${url}/refund-quote`)
  const given = order.given.map(({ ticket }) => ticket)
  const chosen = tickets.filter(({ id }) => !given.includes(id)).slice(0, most)
  const feeWon = chosen.reduce((sum, { id }) => sum + quote.tickets.find((ticket) => ticket.id === id)!.feeWon, 0)
  const give = (key: string, wanted = chosen.map(({ id }) => id)) =>
    world.post(order.buyer, `${url}/refunds`, { tickets: wanted, feeWon }, key)
  if (given.length > 0) assert.equal((await give(randomUUID(), given)).body.code, 'TICKET_GIVEN')
  if (chosen.length === 0) return
  const key = randomUUID()
  for (const { status, body } of [await give(key), await give(key)]) assert.equal(status, 201, JSON.stringify(body))
  const again = await give(randomUUID())
  assert.deepEqual([again.status, again.body.code], [404, 'TICKET_UNKNOWN'])

  const seats = chosen.flatMap(({ seat }) => seat ?? [])
  const standing = chosen.length - seats.length
  order.paidWon -= priceOf({ seats, standing }) - feeWon
  cool(model.cooling, { seats, standing })
  order.seats = order.seats.filter((seat) => !seats.includes(seat))
  order.standing -= standing
  if (tickets.length === chosen.length) end(order)
}

/** All that was sold is given back in full; what was charged for tickets given back before stays. */
export async function cancel(model: Model, world: World, orders: Order[] = model.orders): Promise<void> {
  if (model.cancelled) return
  await world.tell(model, { cancelled: true })
  model.cancelled = true
  for (const order of orders) {
    if (order.state === 'held') endUnsold(model, order)
    if (order.state !== 'sold') continue
    order.paidWon -= priceOf(order)
    end(order)
  }
}
