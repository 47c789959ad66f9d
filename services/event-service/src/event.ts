import { defineEntity } from '@mikro-orm/postgresql'
import type {
  Category,
  Event as EventContract,
  EventDraft,
  EventStatus,
  OrganiserEvent,
  PriceGrade,
  Venue,
} from '@tiketi/contracts/event'
import { type RefundPolicy, USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import type { Text } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import type { Performance } from './performance.ts'
import { searchLines } from './search-letters.ts'

const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'event',
  properties: (p) => ({
    id: p.uuid().primary(),
    organiserId: p.uuid(),
    version: p.integer(),
    status: p.string().$type<EventStatus>(),
    title: p.json().$type<Text>(),
    description: p.json().$type<Text>(),
    category: p.string().$type<Category>(),
    artists: p.json().$type<Text[]>(),
    searchTerms: p.json().$type<string[]>(),
    venue: p.json().$type<Venue>(),
    ageLimit: p.integer(),
    posterUrl: p.string(),
    grades: p.json().$type<PriceGrade[]>(),
    refundPolicy: p.json().$type<RefundPolicy>(),
    gifts: p.boolean(),
    firstStartsAt: p.datetime(),
    lastStartsAt: p.datetime(),
    saleOpensAt: p.datetime(),
    saleClosesAt: p.datetime(),
    lowestPriceWon: p.integer(),
    searchText: p.string().lazy(),
    createdAt: p.datetime().defaultRaw('now()'),
  }),
})

/** An event: a draft until it is published; then its content stands, and only other dates and cancelling are left. */
export class Event extends EventSchema.class {
  /** @throws Refusal 409 EVENT_CHANGED when the caller has seen another version. */
  expectVersion(version: number): void {
    if (this.version === version) return
    throw new Refusal('EVENT_CHANGED', 409, 'This event was changed meanwhile. Please look at it again.', {
      version: this.version,
    })
  }

  /** @throws Refusal 409 EVENT_NOT_DRAFT: what buyers have seen, and paid for, does not change. */
  replace(draft: EventDraft): void {
    expectDraft(this)
    Object.assign(this, contentOf(draft))
    this.version += 1
  }

  /** @throws Refusal 409 EVENT_NOT_DRAFT, or EVENT_TOO_LATE when a performance could not be sold any more. */
  publish(performances: Performance[], now: Date): void {
    expectDraft(this)
    const over = performances.flatMap(({ onSale }, at) =>
      onSale.closesAt <= now ? [{ path: `performances.${at}.onSale.closesAt`, message: 'has passed' }] : [],
    )
    if (over.length > 0)
      throw new Refusal('EVENT_TOO_LATE', 409, 'A sale of this event would be over before it begins.', { fields: over })
    this.status = 'published'
    this.version += 1
  }

  /** Its performances have other dates now. @throws Refusal 409 EVENT_NOT_PUBLISHED. */
  postpone(performances: Performance[]): void {
    expectPublished(this, 'Only a published event can be postponed; change the draft instead.')
    Object.assign(this, timesOf(performances))
    this.version += 1
  }

  /**
   * One of its performances does not take place; with the last of them the event is cancelled.
   *
   * @throws Refusal 409 EVENT_NOT_PUBLISHED.
   */
  lose(left: Performance[]): void {
    expectPublished(this, 'Only a performance of a published event can be cancelled.')
    if (left.length === 0) this.status = 'cancelled'
    else Object.assign(this, timesOf(left))
    this.version += 1
  }

  /** @throws Refusal 409 EVENT_NOT_PUBLISHED. */
  cancel(): void {
    expectPublished(this, 'Only a published event can be cancelled.')
    this.status = 'cancelled'
    this.version += 1
  }

  toEvent(performances: Performance[]): EventContract {
    const { id, version, status, title, description, category, artists, venue, ageLimit, posterUrl, grades } = this
    const { refundPolicy } = this
    return {
      id,
      version,
      status,
      title,
      description,
      category,
      artists,
      venue,
      ageLimit,
      posterUrl,
      grades,
      refundPolicy,
      performances: performances.map((performance) => performance.toPerformance()),
    }
  }

  toOrganiserEvent(performances: Performance[]): OrganiserEvent {
    return {
      ...this.toEvent([]),
      searchTerms: this.searchTerms,
      gifts: this.gifts,
      performances: performances.map((performance) => performance.toOrganiserPerformance()),
    }
  }
}
EventSchema.setClass(Event)

function expectDraft({ status }: Event): void {
  if (status !== 'draft')
    throw new Refusal('EVENT_NOT_DRAFT', 409, 'This event was published; its content can no longer change.', { status })
}

function expectPublished({ status }: Event, sentence: string): void {
  if (status !== 'published') throw new Refusal('EVENT_NOT_PUBLISHED', 409, sentence, { status })
}

interface Times {
  startsAt: Date | string
  onSale: { opensAt: Date | string; closesAt: Date | string }
}

/** What listings show and sort by, of all performances together. */
function timesOf(performances: Times[]) {
  const times = (of: (performance: Times) => Date | string) => performances.map((each) => new Date(of(each)).getTime())
  const starts = times(({ startsAt }) => startsAt)
  return {
    firstStartsAt: new Date(Math.min(...starts)),
    lastStartsAt: new Date(Math.max(...starts)),
    saleOpensAt: new Date(Math.min(...times(({ onSale }) => onSale.opensAt))),
    saleClosesAt: new Date(Math.max(...times(({ onSale }) => onSale.closesAt))),
  }
}

/** The columns of a draft's content, with what listings and search need to find it without its performances. */
export function contentOf({ performances, ...content }: EventDraft) {
  return {
    refundPolicy: USUAL_REFUND_POLICY,
    gifts: true,
    ...content,
    ...timesOf(performances),
    lowestPriceWon: Math.min(...content.grades.map(({ priceWon }) => priceWon)),
    // Lines, so that nothing is found across the end of one text and the beginning of another.
    searchText: searchedTexts(content).join('\n'),
  }
}

function searchedTexts({ title, artists, venue, searchTerms }: Omit<EventDraft, 'performances'>): string[] {
  const texts = [title, ...artists, venue.name].flatMap(({ ko, en }) => [ko, en])
  return [...new Set([...texts, ...searchTerms].flatMap(searchLines))]
}
