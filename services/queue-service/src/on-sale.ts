import { defineEntity, type EntityManager, sql } from '@mikro-orm/postgresql'
import type { SaleControl } from '@tiketi/contracts/queue'
import { LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'

/** Operators change less between two versions of the organiser's terms. */
const CHANGES_A_VERSION = 1_000_000

const OnSaleSchema = defineEntity({
  name: 'OnSale',
  tableName: 'on_sale',
  properties: (p) => ({
    id: p.uuid().primary(),
    version: p.integer(),
    opensAt: p.datetime(),
    closesAt: p.datetime(),
    waitingRoom: p.boolean(),
    admissionsPerSecond: p.integer(),
    seats: p.integer(),
    cancelled: p.boolean(),
    isPresale: p.boolean(),
    /** Counts the times its line began anew; 0 before the first. */
    epoch: p.integer(),
    /** No number above it was ever given, in any epoch. */
    numbersReserved: p.bigint('number'),
    /** When nobody could enter the lobby any more. */
    lobbyClosedAt: p.datetime().nullable(),
    organiserId: p.uuid().nullable(),
    /** What operators have set, and how often. */
    control: p.json<SaleControl>(),
    controlVersion: p.integer(),
  }),
})

/** The terms of an on-sale as event-service last told them, and what must outlive the memory of its line. */
export class OnSale extends OnSaleSchema.class {
  /** Grows with whatever the organiser or an operator changes. */
  get termsVersion(): number {
    return this.version * CHANGES_A_VERSION + this.controlVersion
  }

  /** What a line goes by, in the order in which its scripts take it; a cancelled sale has closed. */
  terms(): number[] {
    const { paused, draining, closed, admissionsPerSecond, peopleInside, passesFrom } = this.control
    return [
      this.termsVersion,
      this.opensAt.getTime(),
      this.cancelled || closed ? 0 : this.closesAt.getTime(),
      admissionsPerSecond ?? this.admissionsPerSecond,
      Number(paused),
      Number(draining),
      peopleInside ?? -1,
      passesFrom ? Date.parse(passesFrom) : 0,
    ]
  }

  /** When nobody can enter the lobby any more, in ms. */
  lobbyClosesAt(): number {
    return this.opensAt.getTime() - LOBBY_CLOSES_BEFORE_MS
  }

  /** Long over: nobody asks for its line any more. */
  isOver(now: number): boolean {
    return this.cancelled || this.control.closed || this.closesAt.getTime() + 60_000 < now
  }
}
OnSaleSchema.setClass(OnSale)

/** The on-sales that somebody may still ask about, up to a day after they closed. */
export function currentOnSales(em: EntityManager): Promise<OnSale[]> {
  return em.find(OnSale, { closesAt: { $gt: sql`now() - interval '1 day'` } })
}
