import type { Authenticated } from '../local/bank/buyer.ts'

export const BUYERS = 3
/** So few that buyers meet. */
export const SEATS = 6
/** To stand on. */
export const PLACES = 4
export const LIMIT = 5
const SEAT_WON = 165_000
const PLACE_WON = 132_000

/** What a sequence believes of its performance. */
export interface Model {
  orders: Order[]
  cancelled: boolean
  version: number
}

/** What it believes of one hold and all that came of it. */
export interface Order {
  id: string
  buyer: number
  state: 'held' | 'sold' | 'over'
  /** Those that are its buyer's now. */
  seats: number[]
  standing: number
  /** What the bank has of its buyer's money when all is quiet. */
  paidWon: number
  /** With what its buyer came, or may still come, back from the bank. */
  redirects: Authenticated[]
}

export function newModel(): Model {
  return { orders: [], cancelled: false, version: 1 }
}

export function priceOf({ seats, standing }: Pick<Order, 'seats' | 'standing'>): number {
  return seats.length * SEAT_WON + standing * PLACE_WON
}
