import Type from 'typebox'
import { RefundPolicy } from './refund.ts'
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

/** Whether members of a club are let into a presale, each by their own number, or whoever has a code. */
export const PresaleBy = Type.Union([Type.Literal('membership'), Type.Literal('code')])
export type PresaleBy = Type.Static<typeof PresaleBy>

const PresaleWindow = strict({ opensAt: Instant, closesAt: Instant, by: PresaleBy })

/** What a buyer sees of a window of sale. With a waiting room, holds demand a pass from it. */
export const OnSale = strict({
  id: Id,
  opensAt: Instant,
  closesAt: Instant,
  waitingRoom: Type.Boolean(),
  limitPerPerson: Type.Integer({ minimum: 1, maximum: 20 }),
  /** A window of its own before this one, with its own waiting room, for those who entered the presale of the event. */
  presale: Type.Optional(strict({ id: Id, ...PresaleWindow.properties })),
})
export type OnSale = Type.Static<typeof OnSale>

const Places = Type.Integer({ description: 'All places that are for sale, seated and standing' })

/** Of an event that takes place, too: this evening does not. */
const Cancelled = Type.Optional(Type.Boolean())

export const Performance = strict({ id: Id, startsAt: Instant, onSale: OnSale, seats: Places, cancelled: Cancelled })
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
export type EventSort = Type.Static<typeof EventSort>

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
  refundPolicy: RefundPolicy,
  performances: Type.Array(Performance),
})
export type Event = Type.Static<typeof Event>

/** GET /api/event/on-sales/:id: what the waiting room's page shows of the sale that it leads to. */
export const OnSalePage = strict({
  ...Type.Omit(OnSale, ['presale']).properties,
  performanceId: Id,
  startsAt: Instant,
  seats: Places,
  status: EventStatus,
  event: EventSummary,
})
export type OnSalePage = Type.Static<typeof OnSalePage>

const PlanName = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })

/** POST /api/event/organiser/plans: an immutable plan. The answer is a PlanSummary. */
export const CreatePlan = strict({ name: PlanName, plan: SeatingPlan })
export type CreatePlan = Type.Static<typeof CreatePlan>

export const PlanTemplate = Type.Union([Type.Literal('hall'), Type.Literal('arena'), Type.Literal('stadium')])
export type PlanTemplate = Type.Static<typeof PlanTemplate>

/**
 * POST /api/event/organiser/plans/from-template (and …/preview, which keeps nothing): a plan with exactly so many seats, and before the stage of a hall or an
 * arena exactly so many standing places. Grades run from the seats nearest to the stage to those farthest from it.
 */
export const CreatePlanFromTemplate = strict({
  name: PlanName,
  template: PlanTemplate,
  seats: Type.Integer({ minimum: 200, maximum: 20_000 }),
  grades: Type.Array(Type.String({ pattern: '^[A-Z0-9]{1,8}$' }), { minItems: 1, maxItems: 6, uniqueItems: true }),
  standing: Type.Optional(
    strict({
      places: Type.Integer({ minimum: 10, maximum: 19_800 }),
      grade: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }),
      entranceNumbers: Type.Optional(Type.Boolean()),
    }),
  ),
})
export type CreatePlanFromTemplate = Type.Static<typeof CreatePlanFromTemplate>

export const PlanSummary = strict({
  id: Id,
  name: Type.String(),
  seats: Type.Integer({ description: 'All its places, seated and standing' }),
  grades: Type.Array(Type.String()),
  createdAt: Instant,
})
export type PlanSummary = Type.Static<typeof PlanSummary>

/** GET /api/event/organiser/plans/:id */
export const Plan = strict({ ...PlanSummary.properties, plan: SeatingPlan })
export type Plan = Type.Static<typeof Plan>

/** GET /api/event/organiser/plans and …/events, newest first. */
export const OrganiserQuery = strict({
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
})
export type OrganiserQuery = Type.Static<typeof OrganiserQuery>
export const PlanPage = strict({ plans: Type.Array(PlanSummary), next: Type.Union([Type.String(), Type.Null()]) })
export type PlanPage = Type.Static<typeof PlanPage>

/** The sale of a performance, as its organiser sets it. */
export const OnSaleTerms = strict({
  opensAt: Instant,
  closesAt: Instant,
  waitingRoom: Type.Boolean(),
  limitPerPerson: Type.Integer({ minimum: 1, maximum: 20 }),
  admissionsPerSecond: Type.Integer({ minimum: 1, maximum: 10_000, default: 100 }),
  /** Whether buyers may pay into a virtual account and keep their seats until they have; without, not. */
  virtualAccounts: Type.Optional(Type.Boolean()),
  /** Before the sale, under its terms otherwise. */
  presale: Type.Optional(PresaleWindow),
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
  /** Without: the usual one. */
  refundPolicy: Type.Optional(RefundPolicy),
  /** Whether buyers may give tickets to friends; without, they may. */
  gifts: Type.Optional(Type.Boolean()),
  performances: Type.Array(strict({ startsAt: Instant, planId: Id, onSale: OnSaleTerms }), {
    minItems: 1,
    maxItems: 60,
  }),
})
export type EventDraft = Type.Static<typeof EventDraft>

const EventVersion = Type.Integer({ minimum: 1, description: 'The version that the change is based on' })

/** PUT /api/event/organiser/events/:id: the whole content of a draft; 409 when the event changed meanwhile. */
export const ReplaceEventDraft = strict({ version: EventVersion, ...EventDraft.properties })
export type ReplaceEventDraft = Type.Static<typeof ReplaceEventDraft>

/** POST /api/event/organiser/events/:id/publish, …/cancel and …/performances/:performanceId/cancel */
export const ChangeEvent = strict({ version: EventVersion })
export type ChangeEvent = Type.Static<typeof ChangeEvent>

/**
 * POST /api/event/organiser/events/:id/postpone: new dates of published performances; tickets stay good for them. Whoever
 * has some may keep them, or give them back without a fee until `refundUntil`.
 */
export const PostponeEvent = strict({
  version: EventVersion,
  performances: Type.Array(
    strict({ id: Id, startsAt: Instant, saleClosesAt: Instant, refundUntil: Type.Optional(Instant) }),
    { minItems: 1, maxItems: 60 },
  ),
})
export type PostponeEvent = Type.Static<typeof PostponeEvent>

/** GET /api/event/organiser/events/:id: what was sent, and what became of it. */
export const OrganiserEvent = strict({
  id: Id,
  version: Type.Integer(),
  status: EventStatus,
  ...Type.Omit(EventDraft, ['performances']).properties,
  performances: Type.Array(
    strict({
      id: Id,
      startsAt: Instant,
      planId: Id,
      seats: Places,
      onSale: strict({ id: Id, ...OnSaleTerms.properties }),
      cancelled: Cancelled,
    }),
  ),
})
export type OrganiserEvent = Type.Static<typeof OrganiserEvent>

/** GET /api/event/organiser/events */
export const OrganiserEventPage = strict({
  events: Type.Array(
    strict({
      id: Id,
      version: Type.Integer(),
      status: EventStatus,
      title: Text,
      category: Category,
      firstStartsAt: Instant,
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type OrganiserEventPage = Type.Static<typeof OrganiserEventPage>

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
  refundPolicy: Type.Optional(RefundPolicy),
  /** It was postponed: orders from before then are given back without a fee for a while. */
  freeRefund: Type.Optional(strict({ orderedBefore: Instant, until: Instant })),
  organiserId: Type.Optional(Id),
  /** Whether tickets may be given to friends; without, they may. */
  gifts: Type.Optional(Type.Boolean()),
  onSaleId: Id,
  presaleId: Type.Optional(Id),
  plan: SeatingPlan,
})
export type PerformanceForSale = Type.Static<typeof PerformanceForSale>

/** GET /internal/events/:id/poster: as it is printed, in base64; null where there is none that can be had. */
export const PosterForPrint = strict({ jpeg: Type.Union([Type.String(), Type.Null()]) })
export type PosterForPrint = Type.Static<typeof PosterForPrint>

/** GET /internal/on-sales/:id */
export const OnSaleForService = strict({
  id: Id,
  version: Type.Integer(),
  eventId: Id,
  /** Who sells; they may run its waiting room. */
  organiserId: Type.Optional(Id),
  performanceIds: Type.Array(Id),
  seats: Places,
  cancelled: Type.Boolean(),
  /** It is a presale: only those may hold who entered the presale of the event. */
  isPresale: Type.Optional(Type.Boolean()),
  ...Type.Omit(OnSaleTerms, ['presale']).properties,
})
export type OnSaleForService = Type.Static<typeof OnSaleForService>

/** What a picture may be when it is sent. */
export const ImageType = Type.Union([Type.Literal('image/jpeg'), Type.Literal('image/png'), Type.Literal('image/webp')])
export type ImageType = Type.Static<typeof ImageType>

/** POST /api/event/organiser/images: leave to send one picture. */
export const CreateImage = strict({
  type: ImageType,
  bytes: Type.Integer({ minimum: 1, maximum: 10_485_760 }),
})
export type CreateImage = Type.Static<typeof CreateImage>

/** Where a picture is sent to, as a form of these fields with the file last, called `file` (S3's POST). */
export const ImageUpload = strict({
  id: Id,
  url: Type.String(),
  fields: Type.Record(Type.String(), Type.String()),
})
export type ImageUpload = Type.Static<typeof ImageUpload>

/** Widths in pixels that every picture is served in, none of them enlarged. */
export const IMAGE_WIDTHS = [320, 640, 1280] as const

/** POST /api/event/organiser/images/:id/complete: the picture as it is served, by the CDN; `url` is the widest. */
export const Image = strict({
  id: Id,
  url: Type.String(),
  sizes: Type.Array(strict({ width: Type.Integer(), height: Type.Integer(), url: Type.String() })),
})
export type Image = Type.Static<typeof Image>
