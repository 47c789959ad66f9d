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
  /** So many of this part who are called first take their pass; every twentieth buys two seats, from `firstSeat` on. */
  claims: number
  firstSeat: number
  /** Reads the clock of each broadcast, of which a part with thousands of sockets has no time. */
  observes: boolean
}

/** Nothing but sockets that hear: what holding so many costs at the least. */
export interface ListenOrders {
  listeners: number
  url: string
  localAddress: string
  observes: boolean
}

/** What somebody with a place of their own does for a while to every replica. */
export interface AbuseOrders {
  replicas: string[]
  onSaleId: string
  token: string
  ms: number
}

/** Somebody whose turn has come and who comes in. */
export interface Turn {
  replica: string
  token: string
  placeTicket: string
  /** What they buy, if they do. */
  seats?: number[]
  /** Whether they say so when they go without buying. */
  leaves: boolean
}

export type ToCrowd =
  | { type: 'listen'; orders: ListenOrders }
  | { type: 'live'; orders: Orders }
  /** Joins those who have not, up to so many in all, as fast as it goes or so many a second, for so long at the most. */
  | { type: 'join'; people: number; perSecond?: number; withinMs: number }
  /** Asks how the line stands, as pollers do, for a while. */
  | { type: 'poll'; ms: number; as: 'polled' | 'polledBesideAbuse' }
  | { type: 'abuse'; orders: AbuseOrders }
  /** Where those go from now on whose replica stops, and whence: their old ports are not free yet. */
  | { type: 'move'; replicas: string[]; localAddress: string }
  /** Lets somebody of another part come in. */
  | { type: 'turn'; turn: Turn }
  | { type: 'end' }

/** How the part stands, every second. */
export interface Progress {
  joined: number
  connected: number
  called: number
  claimed: number
  bought: number
  left: number
  /** Sockets that came back after their replica stopped. */
  back: number
  failed: number
}

/** What the part measured; times in ms. */
export interface Measured {
  join: number[]
  /** From the server's clock in a broadcast to its arrival, while the line moves. */
  delivery: number[]
  polled: number[]
  polledBesideAbuse: number[]
  /** From the close of a socket whose replica stopped until its person hears again; after how many tries; and when. */
  back: number[]
  tries: number[]
  backAt: number[]
  /** Claims and the calls of purchases. */
  claim: number[]
  purchase: number[]
  /** In the order of arrival at the server's door: place in the crowd, number in the line, when the line called. */
  places: { at: number; number: number; inLobby: boolean; calledAt?: number }[]
  /** Answers that nobody expected, by how they read. */
  refusals: Record<string, number>
}

export type FromCrowd =
  | { type: 'ready' }
  | { type: 'progress'; progress: Progress }
  | { type: 'turn'; turn: Turn }
  | { type: 'measured'; measured: Measured }
