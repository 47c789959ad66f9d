import { defineEntity } from '@mikro-orm/postgresql'
import type { OnSale as OnSaleContract, OnSaleTerms, PresaleBy } from '@tiketi/contracts/event'

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
    /** Who is let in, if it is the presale before another sale. */
    presaleBy: p.string().$type<PresaleBy>().nullable(),
  }),
})

/** A window of sale and its terms. */
export class OnSale extends OnSaleSchema.class {
  toTerms(presale?: OnSale | null): OnSaleTerms {
    const { opensAt, closesAt, waitingRoom, limitPerPerson, admissionsPerSecond, virtualAccounts } = this
    return {
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
      waitingRoom,
      limitPerPerson,
      admissionsPerSecond,
      ...(virtualAccounts && { virtualAccounts }),
      ...(presale && { presale: windowOf(presale) }),
    }
  }

  toOnSale(presale: OnSale | null | undefined): OnSaleContract {
    const { admissionsPerSecond: _, virtualAccounts: _accounts, presale: _presale, ...terms } = this.toTerms()
    return { id: this.id, ...terms, ...(presale && { presale: { id: presale.id, ...windowOf(presale) } }) }
  }
}
OnSaleSchema.setClass(OnSale)

function windowOf({ opensAt, closesAt, presaleBy }: OnSale): NonNullable<OnSaleTerms['presale']> {
  return { opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString(), by: presaleBy! }
}
