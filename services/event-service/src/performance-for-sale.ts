import type { EntityManager } from '@mikro-orm/postgresql'
import type { PerformanceForSale } from '@tiketi/contracts/event'
import { Refusal } from '@tiketi/kit/refusal'
import { Event } from './event.ts'
import { Performance } from './performance.ts'
import { Plan } from './plan.ts'

/**
 * A performance as the seller of its seats needs it.
 * @throws Refusal 404 while its event is a draft.
 */
export async function performanceForSale(em: EntityManager, id: string): Promise<PerformanceForSale> {
  const performance = await em.findOne(Performance, { id })
  const event = performance && (await em.findOne(Event, { id: performance.eventId, status: { $ne: 'draft' } }))
  if (!event) throw new Refusal('PERFORMANCE_UNKNOWN', 404, 'There is no such performance.')
  const { plan } = await em.findOneOrFail(Plan, { id: performance.planId }, { populate: ['plan'] })
  return {
    id,
    version: event.version,
    eventId: event.id,
    title: event.title,
    venue: event.venue,
    startsAt: performance.startsAt.toISOString(),
    cancelled: event.status === 'cancelled' || performance.cancelled,
    grades: event.grades,
    refundPolicy: event.refundPolicy,
    organiserId: event.organiserId,
    gifts: event.gifts,
    ...(performance.refundUntil && {
      freeRefund: {
        orderedBefore: performance.postponedAt!.toISOString(),
        until: performance.refundUntil.toISOString(),
      },
    }),
    onSaleId: performance.onSale.id,
    ...(performance.presale && { presaleId: performance.presale.id }),
    plan,
  }
}
