import Type from 'typebox'
import { strict, Text } from './schema.ts'

/** Two numbers, said so that every draft of JSON Schema understands it: OpenAPI's tuples are not TypeBox's. */
const Point = Type.Unsafe<[number, number]>(
  Type.Array(Type.Number({ minimum: 0, maximum: 10_000 }), { minItems: 2, maxItems: 2 }),
)

/**
 * A row of seats, evenly spaced from the first to the last. `bend` is the height of the arc over that line, in plan
 * units, positive away from the stage. Seats are numbered upward from `firstNumber`.
 */
export const SeatRow = strict({
  label: Type.String({ minLength: 1, maxLength: 12 }),
  grade: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }),
  seats: Type.Integer({ minimum: 1, maximum: 200 }),
  firstNumber: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
  from: Point,
  to: Point,
  bend: Type.Optional(Type.Number({ minimum: -500, maximum: 500 })),
  accessible: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: 199 }), { maxItems: 200, uniqueItems: true }),
  ),
})
export type SeatRow = Type.Static<typeof SeatRow>

export const Section = strict({
  code: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }),
  name: Text,
  rows: Type.Array(SeatRow, { minItems: 1, maxItems: 200 }),
})
export type Section = Type.Static<typeof Section>

/** Where people stand, so many of them, all at one price. No section of the plan has its code. */
export const StandingArea = strict({
  code: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }),
  name: Text,
  grade: Type.String({ pattern: '^[A-Z0-9]{1,8}$' }),
  capacity: Type.Integer({ minimum: 1, maximum: 20_000 }),
  /** Its corners, in the order of its edge. */
  outline: Type.Array(Point, { minItems: 3, maxItems: 40 }),
  /** Tickets carry a number, in the order of payment, by which people are let in. */
  entranceNumbers: Type.Optional(Type.Boolean()),
})
export type StandingArea = Type.Static<typeof StandingArea>

/**
 * A hall's places: seats, standing areas, or both. A seat's number on the wire is its index here, counted through
 * sections, rows and seats in order, a standing area's is its index in `standing`, so a plan must not change once a
 * performance is on sale; a change is a new plan.
 */
export const SeatingPlan = strict({
  width: Type.Integer({ minimum: 1, maximum: 10_000 }),
  height: Type.Integer({ minimum: 1, maximum: 10_000 }),
  stage: strict({ from: Point, to: Point, label: Text }),
  /** None where everybody stands. */
  sections: Type.Array(Section, { maxItems: 200 }),
  standing: Type.Optional(Type.Array(StandingArea, { minItems: 1, maxItems: 50 })),
})
export type SeatingPlan = Type.Static<typeof SeatingPlan>

/** Where a seat index lies in a plan. */
export interface SeatPlace {
  seat: number
  section: Section
  row: SeatRow
  /** Counted from 0 within the row. */
  place: number
  /** As printed on the ticket. */
  number: number
}

/** All that a plan has to sell: its seats and its standing places. */
export function placeCount(plan: SeatingPlan): number {
  return seatCount(plan) + (plan.standing ?? []).reduce((sum, { capacity }) => sum + capacity, 0)
}

/** The seats of a plan, without those who stand. */
export function seatCount(plan: SeatingPlan): number {
  return plan.sections.reduce((sum, section) => sum + section.rows.reduce((rows, row) => rows + row.seats, 0), 0)
}

/** All seats in index order: `seatPlaces(plan)[seat]` is what the number `seat` means. */
export function seatPlaces(plan: SeatingPlan): SeatPlace[] {
  const places: SeatPlace[] = []
  for (const section of plan.sections)
    for (const row of section.rows)
      for (let place = 0; place < row.seats; place++)
        places.push({ seat: places.length, section, row, place, number: row.firstNumber + place })
  return places
}

/** Centre of a seat in plan units. */
export function seatPoint({ row, place }: SeatPlace): [x: number, y: number] {
  const [x1, y1] = row.from
  const [x2, y2] = row.to
  const t = row.seats === 1 ? 0.5 : place / (row.seats - 1)
  const lift = (row.bend ?? 0) * 4 * t * (1 - t)
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  return [x1 + (x2 - x1) * t - ((y2 - y1) / length) * lift, y1 + (y2 - y1) * t + ((x2 - x1) / length) * lift]
}
