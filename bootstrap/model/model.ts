import type { Authenticated } from '../local/bank/buyer.ts'

export const BUYERS = 3
/** So few that buyers meet, and soon nothing is left. */
export const SEATS = 5
/** To stand on. */
export const PLACES = 3
export const LIMIT = 5
const SEAT_WON = 165_000
const PLACE_WON = 132_000

/** What a sequence believes of its performance. */
export interface Model {
  orders: Order[]
  /** What was given back and nobody has yet. */
  cooling: Places
  /** Those on the waiting list, first come first. */
  line: Waiting[]
  cancelled: boolean
  version: number
}

export interface Places {
  seats: number[]
  /** How many to stand on. */
  standing: number
}

/** What it believes of one hold and all that came of it. */
export interface Order extends Places {
  id: string
  buyer: number
  state: 'held' | 'sold' | 'over'
  /** Whether it came from an offer to the waiting list. */
  offered: boolean
  /** What the bank has of its buyer's money when all is quiet. */
  paidWon: number
  /** Its tickets that friends have: gift and ticket. */
  given: { gift: string; ticket: string; to: number }[]
  /** With what its buyer came, or may still come, back from the bank. */
  redirects: Authenticated[]
}

export interface Waiting {
  id: string
  buyer: number
  places: number
  /** What of the cooling places is kept for them. */
  offer: Places | null
}

export function newModel(): Model {
  return { orders: [], cooling: noPlaces(), line: [], cancelled: false, version: 1 }
}

function noPlaces(): Places {
  return { seats: [], standing: 0 }
}

export function numberOf({ seats, standing }: Places): number {
  return seats.length + standing
}

export function priceOf({ seats, standing }: Places): number {
  return seats.length * SEAT_WON + standing * PLACE_WON
}

/** What anybody may have. */
export function free({ orders, cooling }: Model): Places {
  const gone = [...orders, cooling]
  const seats = Array.from({ length: SEATS }, (_, seat) => seat)
  return {
    seats: seats.filter((seat) => !gone.some(({ seats }) => seats.includes(seat))),
    standing: PLACES - gone.reduce((sum, { standing }) => sum + standing, 0),
  }
}

/** How many places more a person may have. */
export function stillAllowed({ orders }: Model, buyer: number): number {
  const mine = orders.filter((order) => order.buyer === buyer)
  return LIMIT - mine.reduce((sum, order) => sum + numberOf(order), 0)
}

/** What is free at once when the order is over. */
export function end(order: Order): void {
  Object.assign(order, { state: 'over', given: [], ...noPlaces() })
}

/** The hold ends unsold: what came from an offer is not on sale but cools again. */
export function endUnsold({ cooling }: Model, order: Order): void {
  if (order.offered) cool(cooling, order)
  end(order)
}

export function cool(cooling: Places, { seats, standing }: Places): void {
  cooling.seats.push(...seats)
  cooling.standing += standing
}

/** They are somebody's again, or everybody's. */
export function warm(cooling: Places, { seats, standing }: Places): void {
  cooling.seats = cooling.seats.filter((seat) => !seats.includes(seat))
  cooling.standing -= standing
}
