import type { EntityManager } from '@mikro-orm/postgresql'
import type { OrganiserEventPage, OrganiserQuery, PlanPage } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { readCursor, writeCursor } from './cursor.ts'
import { Event } from './event.ts'
import { ownedBy } from './own.ts'
import { Plan } from './plan.ts'

/** The caller's plans, newest first. */
export async function listOwnPlans(em: EntityManager, caller: Caller, query: OrganiserQuery): Promise<PlanPage> {
  const { limit, where } = pageOf('plans', query)
  const found = await em.find(Plan, { ...ownedBy(caller), ...where }, { ...newestFirst, limit: limit + 1 })
  return { plans: found.slice(0, limit).map((plan) => plan.toSummary()), next: nextOf('plans', found, limit) }
}

/** The caller's events, newest first. */
export async function listOwnEvents(
  em: EntityManager,
  caller: Caller,
  query: OrganiserQuery,
): Promise<OrganiserEventPage> {
  const { limit, where } = pageOf('own events', query)
  const found = await em.find(Event, { ...ownedBy(caller), ...where }, { ...newestFirst, limit: limit + 1 })
  const events = found.slice(0, limit).map(({ id, version, status, title, category, firstStartsAt }) => {
    return { id, version, status, title, category, firstStartsAt: firstStartsAt.toISOString() }
  })
  return { events, next: nextOf('own events', found, limit) }
}

const newestFirst = { orderBy: { createdAt: 'desc', id: 'desc' } } as const

function pageOf(list: string, { cursor, limit = 20 }: OrganiserQuery) {
  if (cursor === undefined) return { limit, where: {} }
  const [createdAt, id] = readCursor<[createdAt: number, id: string]>(list, cursor)
  const at = new Date(createdAt)
  return { limit, where: { $or: [{ createdAt: { $lt: at } }, { createdAt: at, id: { $lt: id } }] } }
}

function nextOf(list: string, found: { id: string; createdAt: Date }[], limit: number): string | null {
  const last = found[limit - 1]
  return found.length > limit && last ? writeCursor(list, [last.createdAt.getTime(), last.id]) : null
}
