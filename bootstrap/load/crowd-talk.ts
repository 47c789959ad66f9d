import type { SigningKey } from '@tiketi/kit/access-token'

/** What a part of the crowd is told, once. */
export interface Orders {
  /** People of this part: the numbers from `first` on. */
  first: number
  people: number
  /** Spread over these: `http://host:port` of each replica. */
  replicas: string[]
  /** Whence its connections come, so that ports do not run out. */
  localAddress: string
  onSaleId: string
  performanceId: string
  keys: Record<'auth' | 'queue', SigningKey[]>
  /** Where the rest of the purchase is done. */
  reservation: string
  payment: string
  bankUrl: string
  /** The first `buyers` of this part who are called buy two seats each, from this seat on. */
  buyers: number
  firstSeat: number
}

/** Nothing but sockets that hear: what holding so many costs at the least. */
export interface ListenOrders {
  listeners: number
  url: string
  localAddress: string
}

export type ToCrowd =
  | { type: 'listen'; orders: ListenOrders }
  | { type: 'live'; orders: Orders }
  /** Joins so many who have not, all at once but for a bound on what is under way. */
  | { type: 'join'; people: number }
  | { type: 'end' }

/** How the part stands, every second. */
export interface Progress {
  joined: number
  connected: number
  called: number
  claimed: number
  bought: number
  left: number
  failed: number
}

/** What the part measured; times in ms. */
export interface Measured {
  join: number[]
  /** From the server's clock in a broadcast to its arrival. */
  delivery: number[]
  /** Claims and the calls of purchases. */
  claim: number[]
  purchase: number[]
  /** In the order of arrival at the server's door: place in the crowd, number in the line, when called. */
  places: { at: number; number: number; inLobby: boolean; calledAt?: number }[]
  /** Answers that nobody expected, by how they read. */
  refusals: Record<string, number>
}

export type FromCrowd =
  | { type: 'ready' }
  | { type: 'progress'; progress: Progress }
  | { type: 'measured'; measured: Measured }
