import { defineEntity } from '@mikro-orm/postgresql'
import type { Plan as PlanContract, PlanSummary } from '@tiketi/contracts/event'
import type { SeatingPlan } from '@tiketi/contracts/seating'

const PlanSchema = defineEntity({
  name: 'Plan',
  tableName: 'plan',
  properties: (p) => ({
    id: p.uuid().primary(),
    organiserId: p.uuid(),
    name: p.string(),
    seats: p.integer(),
    grades: p.json().$type<string[]>(),
    /** Some hundred kilobytes: read only where it is wanted. */
    plan: p.json().$type<SeatingPlan>().lazy(),
    createdAt: p.datetime().defaultRaw('now()'),
  }),
})

/** A seating plan of an organiser. It never changes: a change is a new plan. */
export class Plan extends PlanSchema.class {
  toSummary(): PlanSummary {
    const { id, name, seats, grades, createdAt } = this
    return { id, name, seats, grades, createdAt: createdAt.toISOString() }
  }

  toPlan(): PlanContract {
    return { ...this.toSummary(), plan: this.plan }
  }
}
PlanSchema.setClass(Plan)
