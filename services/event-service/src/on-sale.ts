import { defineEntity } from '@mikro-orm/postgresql'
import type { OnSale as OnSaleContract, OnSaleTerms } from '@tiketi/contracts/event'

const OnSaleSchema = defineEntity({
  name: 'OnSale',
  tableName: 'on_sale',
  properties: (p) => ({
    id: p.uuid().primary(),
    eventId: p.uuid(),
    opensAt: p.datetime(),
    closesAt: p.datetime(),
    waitingRoom: p.boolean(),
    limitPerPerson: p.integer(),
    admissionsPerSecond: p.integer(),
    virtualAccounts: p.boolean().default(false),
  }),
})

/** A window of sale and its terms. */
export class OnSale extends OnSaleSchema.class {
  toTerms(): OnSaleTerms {
    const { opensAt, closesAt, waitingRoom, limitPerPerson, admissionsPerSecond, virtualAccounts } = this
    return {
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
      waitingRoom,
      limitPerPerson,
      admissionsPerSecond,
      ...(virtualAccounts && { virtualAccounts }),
    }
  }

  toOnSale(): OnSaleContract {
    const { admissionsPerSecond: _, virtualAccounts: _accounts, ...terms } = this.toTerms()
    return { id: this.id, ...terms }
  }
}
OnSaleSchema.setClass(OnSale)
