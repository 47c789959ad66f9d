import { defineEntity } from '@mikro-orm/postgresql'
import type { PriceGrade, Venue } from '@tiketi/contracts/event'
import type { RefundPolicy } from '@tiketi/contracts/refund'
import type { SeatLabel, SeatLayout, StandingLabel } from '@tiketi/contracts/reservation'
import type { Text } from '@tiketi/contracts/schema'
import { type SeatingPlan, type SeatPlace, seatPlaces } from '@tiketi/contracts/seating'
import { Refusal } from '@tiketi/kit/refusal'

const PerformanceSchema = defineEntity({
  name: 'Performance',
  tableName: 'performance',
  properties: (p) => ({
    id: p.uuid().primary(),
    version: p.integer(),
    eventId: p.uuid(),
    onSaleId: p.uuid(),
    presaleId: p.uuid().nullable(),
    title: p.json<Text>(),
    venue: p.json<Venue>(),
    startsAt: p.datetime(),
    cancelled: p.boolean(),
    grades: p.json<PriceGrade[]>(),
    refundPolicy: p.json<RefundPolicy>().nullable(),
    organiserId: p.uuid().nullable(),
    gifts: p.boolean(),
    plan: p.json<SeatingPlan>(),
    seats: p.integer(),
  }),
})

const known = new WeakMap<SeatingPlan, SeatPlace[]>()

/** A performance as event-service last told it: what its seats are called and cost. */
export class Performance extends PerformanceSchema.class {
  /** What each of these seats costs now. @throws Refusal 404 SEAT_UNKNOWN when the plan has no such seat. */
  pricesOf(seats: number[]): number[] {
    const places = placesOf(this.plan)
    const unknown = seats.filter((seat) => !places[seat])
    if (unknown.length > 0)
      throw new Refusal('SEAT_UNKNOWN', 404, 'There is no such seat in this hall.', { seats: unknown })
    return seats.map((seat) => this.grades.find(({ code }) => code === places[seat]!.row.grade)!.priceWon)
  }

  /** What each of these standing places costs now, one after another. @throws Refusal 404 SEAT_UNKNOWN. */
  standingPricesOf(standing: { area: number; places: number }[]): number[] {
    const unknown = standing.map(({ area }) => area).filter((area) => !this.plan.standing?.[area])
    if (unknown.length > 0)
      throw new Refusal('SEAT_UNKNOWN', 404, 'There is no such standing area in this hall.', { areas: unknown })
    return standing.flatMap(({ area, places }) => {
      const { grade } = this.plan.standing![area]!
      return Array.from({ length: places }, () => this.grades.find(({ code }) => code === grade)!.priceWon)
    })
  }

  /** Standing places in words, each given by its area, at the prices that they were held for. */
  labelStanding(areas: number[], pricesWon: number[]): StandingLabel[] {
    const labels = areas.map((area, at) => {
      const { name, grade } = this.plan.standing![area]!
      return { area, name, grade, places: 1, priceWon: pricesWon[at]! }
    })
    const alike = Map.groupBy(labels, ({ area, priceWon }) => `${area} ${priceWon}`)
    return [...alike.values()].map((places) => ({ ...places[0]!, places: places.length }))
  }

  /** The grade of each seat, in index order. */
  gradesOfSeats(): string[] {
    return placesOf(this.plan).map(({ row }) => row.grade)
  }

  /** All seats in index order, with where they lie. */
  places(): readonly SeatPlace[] {
    return placesOf(this.plan)
  }

  /** Seats in words, at the prices that they were held for. */
  label(seats: number[], pricesWon: number[]): SeatLabel[] {
    const places = placesOf(this.plan)
    return seats.map((seat, at) => {
      const { section, row, number } = places[seat]!
      return { seat, section: section.name, row: row.label, number, grade: row.grade, priceWon: pricesWon[at]! }
    })
  }

  toLayout(limitPerPerson: number): SeatLayout {
    return {
      performanceId: this.id,
      eventId: this.eventId,
      onSaleId: this.onSaleId,
      title: this.title,
      startsAt: this.startsAt.toISOString(),
      timeZone: this.venue.timeZone,
      limitPerPerson,
      grades: this.grades,
      plan: this.plan,
    }
  }
}
PerformanceSchema.setClass(Performance)

function placesOf(plan: SeatingPlan): SeatPlace[] {
  const places = known.get(plan) ?? seatPlaces(plan)
  known.set(plan, places)
  return places
}
