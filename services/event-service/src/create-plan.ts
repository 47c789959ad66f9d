import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { CreatePlan, PlanSummary } from '@tiketi/contracts/event'
import { placeCount } from '@tiketi/contracts/seating'
import type { Caller } from '@tiketi/kit/access'
import { refuseFaults } from './faults.ts'
import { Plan } from './plan.ts'
import { faultsOfPlan, gradesOf } from './seating-rules.ts'

/**
 * Keeps a seating plan for the organiser's performances.
 * @throws Refusal 400 INVALID with the fields that break a rule.
 */
export async function createPlan(em: EntityManager, caller: Caller, { name, plan }: CreatePlan): Promise<PlanSummary> {
  refuseFaults(faultsOfPlan(plan, 'body.plan'))
  const created = em.create(Plan, {
    id: randomUUID(),
    organiserId: caller.id,
    name,
    seats: placeCount(plan),
    grades: gradesOf(plan),
    plan,
  })
  await em.flush()
  return created.toSummary()
}
