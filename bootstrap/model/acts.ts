import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { RefundQuote } from '@tiketi/contracts/refund'
import type { Order as Bought } from '@tiketi/contracts/reservation'
import type { Authenticated } from '../local/bank/buyer.ts'
import type { CardName } from '../local/bank/cards.ts'
import { LIMIT, type Model, type Order, PLACES, priceOf } from './model.ts'
import type { World } from './world.ts'

export interface Wish {
  buyer: number
  seats: number[]
  standing: number
}

/** Whether the wish can be fulfilled, as far as the model knows. */
export function wouldHold({ orders, cancelled }: Model, { buyer, seats, standing }: Wish): boolean {
  const live = orders.filter(({ state }) => state !== 'over')
  const free = !live.some((order) => order.seats.some((seat) => seats.includes(seat)))
  const places = PLACES - live.reduce((sum, { standing }) => sum + standing, 0)
  const mine = live.filter((order) => order.buyer === buyer)
  const had = mine.reduce((sum, { seats, standing }) => sum + seats.length + standing, 0)
  return !cancelled && free && standing <= places && had + seats.length + standing <= LIMIT
}

export function noteHeld(
  { orders }: Model,
  { buyer, seats, standing }: Wish,
  { id, totalWon }: { id: string; totalWon: number },
): void {
  assert.equal(totalWon, priceOf({ seats, standing }))
  orders.push({ id, buyer, state: 'held', seats, standing, paidWon: 0, redirects: [] })
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
export async function comeBack(order: Order, world: World, redirect: Authenticated): Promise<void> {
  await Promise.all([world.confirm(redirect), world.confirm(redirect)])
  await world.settle()
  if (order.state === 'held') await world.follow(order)
}

export async function goAndComeBack(order: Order, world: World, card?: CardName): Promise<void> {
  await comeBack(order, world, (await goToBank(order, world, card))!)
}

/** Twice by the same key, and once more by another. */
export async function giveTicketsBack(order: Order, world: World, most: number): Promise<void> {
  const buyer = world.buyer(order.buyer)
  const url = `/api/reservation/orders/${order.id}`
  const { tickets }: Bought = (await buyer.get(url)).body
  const quote: RefundQuote = (await buyer.get(`${url}/refund-quote`)).body
  const chosen = tickets.slice(0, most)
  const feeWon = chosen.reduce((sum, { id }) => sum + quote.tickets.find((ticket) => ticket.id === id)!.feeWon, 0)
  const request = { tickets: chosen.map(({ id }) => id), feeWon }
  const give = (key: string) => buyer.post(`${url}/refunds`, request, { 'idempotency-key': key })
  const key = randomUUID()
  for (const { status, body } of [await give(key), await give(key)]) assert.equal(status, 201, JSON.stringify(body))
  const again = await give(randomUUID())
  assert.deepEqual([again.status, again.body.code], [404, 'TICKET_UNKNOWN'])

  await world.coolDown()

  const seats = chosen.flatMap(({ seat }) => seat ?? [])
  const standing = chosen.length - seats.length
  order.paidWon -= priceOf({ seats, standing }) - feeWon
  order.seats = order.seats.filter((seat) => !seats.includes(seat))
  order.standing -= standing
  if (tickets.length === chosen.length) order.state = 'over'
}

/** All that was sold is given back in full; what was charged for tickets given back before stays. */
export async function cancel(model: Model, world: World): Promise<void> {
  if (model.cancelled) return
  await world.change(model, { cancelled: true })
  model.cancelled = true
  for (const order of model.orders) {
    if (order.state === 'sold') order.paidWon -= priceOf(order)
    end(order)
  }
}

export function end(order: Order): void {
  Object.assign(order, { state: 'over', seats: [], standing: 0 })
}
