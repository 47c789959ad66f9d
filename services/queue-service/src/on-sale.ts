import { defineEntity, type EntityManager, sql } from '@mikro-orm/postgresql'
import { LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'

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
    /** Counts the times its line began anew; 0 before the first. */
    epoch: p.integer(),
    /** No number above it was ever given, in any epoch. */
    numbersReserved: p.bigint('number'),
    /** When nobody could enter the lobby any more. */
    lobbyClosedAt: p.datetime().nullable(),
  }),
})

/** The terms of an on-sale as event-service last told them, and what must outlive the memory of its line. */
export class OnSale extends OnSaleSchema.class {
  /** The instants of its window in ms; a cancelled sale has closed. */
  window(): { opensAt: number; closesAt: number } {
    return { opensAt: this.opensAt.getTime(), closesAt: this.cancelled ? 0 : this.closesAt.getTime() }
  }

  /** When nobody can enter the lobby any more, in ms. */
  lobbyClosesAt(): number {
    return this.opensAt.getTime() - LOBBY_CLOSES_BEFORE_MS
  }

  /** Long over: nobody asks for its line any more. */
  isOver(now: number): boolean {
    return this.cancelled || this.closesAt.getTime() + 60_000 < now
  }
}
OnSaleSchema.setClass(OnSale)

/** The on-sales that somebody may still ask about, up to a day after they closed. */
export function currentOnSales(em: EntityManager): Promise<OnSale[]> {
  return em.find(OnSale, { closesAt: { $gt: sql`now() - interval '1 day'` } })
}
