import type {
  EventDraft,
  EventStatus,
  OrganiserEvent,
  OrganiserEventPage,
  PlanPage,
  PlanSummary,
} from '@tiketi/contracts/event'
import { accounts, addAccount } from './accounts.ts'
import { inAMinute, instantOf } from './calendar.ts'
import { classical } from './classical.ts'
import { concerts } from './concerts.ts'
import { houses } from './houses.ts'
import { musicals } from './musicals.ts'
import { Organiser } from './organiser.ts'
import { drawPosters } from './poster.ts'
import type { Show } from './show.ts'
import { sport } from './sport.ts'

export interface Demo {
  /** The gateway's address. */
  gateway: string
  /** Where the gateway finds what it serves under /posters. */
  posters: string
  /** Of every demo account. */
  password: string
  /** What auth-service reads from its environment. */
  authEnvironment: Record<string, string>
}

export interface LogIn {
  who: string
  email: string
  password: string
}

/** A sale ends this long before its performance. */
const SALE_ENDS_MS = 3_600_000
/** The sale that opens in a minute is put in last, so that its minute is not over before anybody looks. */
const shows = [...musicals, ...sport, ...classical, ...concerts].toSorted(
  (a, b) => Number(opensInAMinute(a)) - Number(opensInAMinute(b)),
)

/**
 * Puts the demo's accounts, posters and events in, by the doors that everybody uses. What is there is left as it is, so
 * doing it again changes nothing: a sale that opened stays open.
 */
export async function seed({ gateway, posters, password, authEnvironment }: Demo): Promise<LogIn[]> {
  const { buyer, organiser } = accounts
  const [signedIn] = await Promise.all([Organiser.logIn(gateway, organiser.email, password), drawPosters(posters)])
  // The organiser is made last, so whoever finds one finds the buyer too.
  if (!signedIn) for (const account of [buyer, organiser]) await addAccount(account, password, authEnvironment)
  const seller = signedIn ?? (await Organiser.logIn(gateway, organiser.email, password))
  if (!seller)
    throw new Error(`${organiser.email} exists with another password. Begin again with: npm start -- --fresh`)
  await sellShows(seller)
  return [
    { who: 'Buyer', email: buyer.email, password },
    { who: 'Organiser', email: organiser.email, password },
  ]
}

async function sellShows(organiser: Organiser): Promise<void> {
  const { events } = await organiser.get<OrganiserEventPage>('/api/event/organiser/events?limit=50')
  const known = new Map(events.map((event) => [event.title.en, event]))
  const planOf = await plansBy(organiser)
  for (const show of shows) {
    const found: { id: string; version: number; status: EventStatus } | undefined = known.get(show.content.title.en)
    if (found && found.status !== 'draft') continue
    const event =
      found ?? (await organiser.post<OrganiserEvent>('/api/event/organiser/events', draftOf(show, await planOf(show))))
    const { id, version } = event
    const published = await organiser.post<OrganiserEvent>(`/api/event/organiser/events/${id}/publish`, { version })
    if (opensInAMinute(show)) await untilOnSale(organiser, published)
  }
}

/** The plan of a show's house, made once. */
async function plansBy(organiser: Organiser): Promise<(show: Show) => Promise<string>> {
  const { plans } = await organiser.get<PlanPage>('/api/event/organiser/plans?limit=50')
  const ids = new Map(plans.map(({ name, id }) => [name, id]))
  return async ({ house }) => {
    const { plan } = houses[house]
    const id =
      ids.get(plan.name) ?? (await organiser.post<PlanSummary>('/api/event/organiser/plans/from-template', plan)).id
    ids.set(plan.name, id)
    return id
  }
}

function draftOf({ content, house, dates, sale }: Show, planId: string): EventDraft {
  const now = new Date()
  const { opens, ...terms } = sale
  return {
    ...content,
    venue: houses[house].venue,
    performances: dates.map((date) => {
      const startsAt = instantOf(date, now)
      return {
        startsAt: startsAt.toISOString(),
        planId,
        onSale: {
          ...terms,
          opensAt: opens(now).toISOString(),
          closesAt: new Date(startsAt.getTime() - SALE_ENDS_MS).toISOString(),
          admissionsPerSecond: 100,
        },
      }
    }),
  }
}

function opensInAMinute({ sale }: Show): boolean {
  return sale.opens === inAMinute
}

/** Whoever goes straight to the sale finds its waiting room and its seats. */
async function untilOnSale(organiser: Organiser, { performances }: OrganiserEvent): Promise<void> {
  for (const { id, onSale } of performances) {
    await organiser.untilThere(`/api/queue/on-sales/${onSale.id}`)
    await organiser.untilThere(`/api/reservation/performances/${id}/layout`)
  }
}
