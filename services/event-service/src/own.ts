import { type EntityManager, LockMode } from '@mikro-orm/postgresql'
import type { Access, Caller } from '@tiketi/kit/access'
import { Refusal } from '@tiketi/kit/refusal'
import { Event } from './event.ts'
import { Plan } from './plan.ts'

/** Who may sell. */
export const organisers: { access: Access } = { access: ['organiser', 'admin'] }

/** What a caller may see: organisers their own, admins everybody's. */
export function ownedBy({ id, roles }: Caller): { organiserId?: string } {
  return roles.includes('admin') ? {} : { organiserId: id }
}

/**
 * The caller's event, locked until the transaction ends.
 * @throws Refusal 404 when there is none, or it is somebody else's.
 */
export async function lockOwnEvent(em: EntityManager, caller: Caller, id: string): Promise<Event> {
  const event = await em.findOne(
    Event,
    { id, ...ownedBy(caller) },
    { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  if (!event) throw noSuchEvent()
  return event
}

/** @throws Refusal 404 when there is none, or it is somebody else's. */
export async function ownEvent(em: EntityManager, caller: Caller, id: string): Promise<Event> {
  const event = await em.findOne(Event, { id, ...ownedBy(caller) })
  if (!event) throw noSuchEvent()
  return event
}

/** @throws Refusal 404 when there is none, or it is somebody else's. */
export async function ownPlan(em: EntityManager, caller: Caller, id: string): Promise<Plan> {
  const plan = await em.findOne(Plan, { id, ...ownedBy(caller) }, { populate: ['plan'] })
  if (!plan) throw new Refusal('PLAN_UNKNOWN', 404, 'There is no such seating plan.')
  return plan
}

export function noSuchEvent(): Refusal {
  return new Refusal('EVENT_UNKNOWN', 404, 'There is no such event.')
}
