import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventDraft, OnSaleTerms, PresaleBy } from '@tiketi/contracts/event'
import { faultsOfDraft } from './draft-rules.ts'
import { refuseFaults } from './faults.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'
import { Plan } from './plan.ts'

/**
 * The organiser's plans that a draft names, by id, once nothing is wrong with the draft.
 *
 * @throws Refusal 400 INVALID with the fields that break a rule.
 */
export async function plansFor(em: EntityManager, organiserId: string, draft: EventDraft): Promise<Map<string, Plan>> {
  const ids = [...new Set(draft.performances.map(({ planId }) => planId))]
  const plans = new Map((await em.find(Plan, { id: ids, organiserId })).map((plan) => [plan.id, plan]))
  refuseFaults(faultsOfDraft(draft, new Map([...plans].map(([id, { grades }]) => [id, grades]))))
  return plans
}

type SaleWindow = Pick<OnSaleTerms, 'opensAt' | 'closesAt'>

/** Makes the performances of a draft, each with its own sale and presale, in the order of their dates. */
export function schedulePerformances(
  em: EntityManager,
  eventId: string,
  { performances }: EventDraft,
  plans: Map<string, Plan>,
): Performance[] {
  const scheduled = performances.map(({ startsAt, planId, onSale: { presale, ...terms } }) => {
    const sale = ({ opensAt, closesAt }: SaleWindow, presaleBy: PresaleBy | null) =>
      em.create(OnSale, {
        ...terms,
        id: randomUUID(),
        eventId,
        opensAt: new Date(opensAt),
        closesAt: new Date(closesAt),
        presaleBy,
      })
    const { seats } = plans.get(planId)!
    return em.create(Performance, {
      id: randomUUID(),
      eventId,
      onSale: sale(terms, null),
      presale: presale ? sale(presale, presale.by) : null,
      planId,
      seats,
      startsAt: new Date(startsAt),
    })
  })
  return scheduled.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** An event's performances in the order of their dates, with their sales. */
export function performancesOf(em: EntityManager, eventId: string): Promise<Performance[]> {
  return em.find(Performance, { eventId }, { populate: ['onSale', 'presale'], orderBy: { startsAt: 'asc', id: 'asc' } })
}
