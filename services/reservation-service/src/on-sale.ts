import { defineEntity } from '@mikro-orm/postgresql'

const OnSaleSchema = defineEntity({
  name: 'OnSale',
  tableName: 'on_sale',
  properties: (p) => ({
    id: p.uuid().primary(),
    version: p.integer(),
    opensAt: p.datetime(),
    closesAt: p.datetime(),
    waitingRoom: p.boolean(),
    limitPerPerson: p.integer(),
    cancelled: p.boolean(),
    virtualAccounts: p.boolean(),
    isPresale: p.boolean(),
  }),
})

/** The terms under which seats are sold, as event-service last told them. */
export class OnSale extends OnSaleSchema.class {}
OnSaleSchema.setClass(OnSale)
