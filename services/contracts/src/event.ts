import Type from 'typebox'
import { Id, Instant, strict, Text, Won } from './schema.ts'
import { SeatingPlan } from './seating.ts'

export const Category = Type.Union([
  Type.Literal('concert'),
  Type.Literal('musical'),
  Type.Literal('sport'),
  Type.Literal('classical'),
])
export type Category = Type.Static<typeof Category>

export const Venue = strict({
  name: Text,
  address: Text,
  timeZone: Type.String({ minLength: 3, maxLength: 40, examples: ['Asia/Seoul'] }),
})
export type Venue = Type.Static<typeof Venue>

export const PriceGrade = strict({ code: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }), name: Text, priceWon: Won })
export type PriceGrade = Type.Static<typeof PriceGrade>

/** What a buyer sees of a window of sale. With a waiting room, holds demand a pass from it. */
export const OnSale = strict({
  id: Id,
  opensAt: Instant,
  closesAt: Instant,
  waitingRoom: Type.Boolean(),
  limitPerPerson: Type.Integer({ minimum: 1, maximum: 20 }),
})
export type OnSale = Type.Static<typeof OnSale>

export const Performance = strict({ id: Id, startsAt: Instant, onSale: OnSale, seats: Type.Integer() })
export type Performance = Type.Static<typeof Performance>

export const EventStatus = Type.Union([Type.Literal('draft'), Type.Literal('published'), Type.Literal('cancelled')])
export type EventStatus = Type.Static<typeof EventStatus>

export const EventSummary = strict({
  id: Id,
  title: Text,
  category: Category,
  artists: Type.Array(Text),
  venue: Venue,
  posterUrl: Type.String(),
  firstStartsAt: Instant,
  lastStartsAt: Instant,
  saleOpensAt: Instant,
  saleClosesAt: Instant,
  lowestPriceWon: Won,
})
export type EventSummary = Type.Static<typeof EventSummary>

export const EventSort = Type.Union([Type.Literal('date'), Type.Literal('opening')])

/** GET /api/event/events */
export const EventQuery = strict({
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  category: Type.Optional(Category),
  sort: Type.Optional(EventSort),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
})
export type EventQuery = Type.Static<typeof EventQuery>

export const EventPage = strict({ events: Type.Array(EventSummary), next: Type.Union([Type.String(), Type.Null()]) })
export type EventPage = Type.Static<typeof EventPage>

/** GET /api/event/events/:id. Organisers see their own drafts under /api/event/organiser/events. */
export const Event = strict({
  id: Id,
  version: Type.Integer(),
  status: EventStatus,
  title: Text,
  description: Text,
  category: Category,
  artists: Type.Array(Text),
  venue: Venue,
  ageLimit: Type.Integer({ minimum: 0, maximum: 19 }),
  posterUrl: Type.String(),
  grades: Type.Array(PriceGrade),
  performances: Type.Array(Performance),
})
export type Event = Type.Static<typeof Event>

/** POST /api/event/organiser/plans: an immutable plan. The answer carries its id. */
export const CreatePlan = strict({ name: Type.String({ minLength: 1, maxLength: 80 }), plan: SeatingPlan })
export type CreatePlan = Type.Static<typeof CreatePlan>
export const Plan = strict({ id: Id, name: Type.String(), seats: Type.Integer(), plan: SeatingPlan })
export type Plan = Type.Static<typeof Plan>

/** The sale of a performance, as its organiser sets it. */
export const OnSaleTerms = strict({
  opensAt: Instant,
  closesAt: Instant,
  waitingRoom: Type.Boolean(),
  limitPerPerson: Type.Integer({ minimum: 1, maximum: 20 }),
  admissionsPerSecond: Type.Integer({ minimum: 1, maximum: 10_000, default: 100 }),
})
export type OnSaleTerms = Type.Static<typeof OnSaleTerms>

/** POST /api/event/organiser/events makes a draft; PUT …/:id replaces a draft's content. */
export const EventDraft = strict({
  title: Text,
  description: Text,
  category: Category,
  artists: Type.Array(Text, { minItems: 1, maxItems: 30 }),
  /** Other spellings that buyers may search by. */
  searchTerms: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 50 }),
  venue: Venue,
  ageLimit: Type.Integer({ minimum: 0, maximum: 19 }),
  posterUrl: Type.String({ maxLength: 500, pattern: '^(/|https://)' }),
  grades: Type.Array(PriceGrade, { minItems: 1, maxItems: 12 }),
  performances: Type.Array(strict({ startsAt: Instant, planId: Id, onSale: OnSaleTerms }), {
    minItems: 1,
    maxItems: 60,
  }),
})
export type EventDraft = Type.Static<typeof EventDraft>

/** GET /internal/performances/:id: all that a seller of seats must know, once. */
export const PerformanceForSale = strict({
  id: Id,
  version: Type.Integer(),
  eventId: Id,
  title: Text,
  venue: Venue,
  startsAt: Instant,
  cancelled: Type.Boolean(),
  grades: Type.Array(PriceGrade),
  onSaleId: Id,
  plan: SeatingPlan,
})
export type PerformanceForSale = Type.Static<typeof PerformanceForSale>

/** GET /internal/on-sales/:id. `seats` is what can be sold under it. */
export const OnSaleForService = strict({
  id: Id,
  version: Type.Integer(),
  eventId: Id,
  performanceIds: Type.Array(Id),
  seats: Type.Integer(),
  cancelled: Type.Boolean(),
  ...OnSaleTerms.properties,
})
export type OnSaleForService = Type.Static<typeof OnSaleForService>
