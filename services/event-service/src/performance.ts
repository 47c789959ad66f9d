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
    cancelled: p.boolean().default(false),
  }),
})

/** One evening or afternoon of an event. */
export class Performance extends PerformanceSchema.class {
  toPerformance(): PerformanceContract {
    const { id, startsAt, onSale, presale, seats, cancelled } = this
    const sale = onSale.toOnSale(presale)
    return { id, startsAt: startsAt.toISOString(), onSale: sale, seats, ...(cancelled && { cancelled }) }
  }

  toOrganiserPerformance(): OrganiserEvent['performances'][number] {
    const { planId, onSale, presale } = this
    return { ...this.toPerformance(), planId, onSale: { id: onSale.id, ...onSale.toTerms(presale) } }
  }
}
PerformanceSchema.setClass(Performance)
