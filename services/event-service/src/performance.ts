import { defineEntity } from '@mikro-orm/postgresql'
import type { OrganiserEvent, Performance as PerformanceContract } from '@tiketi/contracts/event'
import { OnSale } from './on-sale.ts'

const PerformanceSchema = defineEntity({
  name: 'Performance',
  tableName: 'performance',
  properties: (p) => ({
    id: p.uuid().primary(),
    eventId: p.uuid(),
    onSale: () => p.manyToOne(OnSale),
    presale: () => p.manyToOne(OnSale).nullable(),
    planId: p.uuid(),
    seats: p.integer(),
    startsAt: p.datetime(),
    postponedAt: p.datetime().nullable(),
    refundUntil: p.datetime().nullable(),
  }),
})

/** One evening or afternoon of an event. */
export class Performance extends PerformanceSchema.class {
  toPerformance(): PerformanceContract {
    const { id, startsAt, onSale, presale, seats } = this
    return { id, startsAt: startsAt.toISOString(), onSale: onSale.toOnSale(presale), seats }
  }

  toOrganiserPerformance(): OrganiserEvent['performances'][number] {
    const { id, startsAt, planId, seats, onSale, presale } = this
    const terms = onSale.toTerms(presale)
    return { id, startsAt: startsAt.toISOString(), planId, seats, onSale: { id: onSale.id, ...terms } }
  }
}
PerformanceSchema.setClass(Performance)
