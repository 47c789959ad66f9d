import type { SeatLayout } from '@tiketi/contracts/reservation'
import type { Text } from '@tiketi/contracts/schema'
import { type SeatingPlan, seatPlaces, seatPoint } from '@tiketi/contracts/seating'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export interface HallRow {
  section: number
  label: string
  grade: number
  /** Index of its first seat; the others follow. */
  first: number
  seats: number
  firstNumber: number
}

export interface HallSection {
  index: number
  name: Text
  firstRow: number
  rows: number
  first: number
  seats: number
  /** Around the centres of its seats. */
  box: Box
  /** Where most of it is: the middle of its middle row. */
  centre: [x: number, y: number]
  lowestPriceWon: number
}

/** A floor to stand on. */
export interface HallArea {
  index: number
  name: Text
  grade: number
  priceWon: number
  capacity: number
  outline: readonly (readonly [x: number, y: number])[]
  box: Box
  centre: [x: number, y: number]
}

/** A plan unfolded for drawing and finding: one number a seat in flat arrays, in plan units. */
export interface Hall {
  seats: number
  x: Float32Array
  y: Float32Array
  rowOf: Uint16Array
  accessible: Uint8Array
  rows: HallRow[]
  sections: HallSection[]
  areas: HallArea[]
  grades: SeatLayout['grades']
  /** Usual distance between neighbours in a row. */
  pitch: number
  stage: SeatingPlan['stage']
  stageCentre: [x: number, y: number]
  /** Around seats and stage, with a margin of a seat. */
  box: Box
}

export function buildHall({ plan, grades }: Pick<SeatLayout, 'plan' | 'grades'>): Hall {
  const places = seatPlaces(plan)
  const count = places.length
  const hall: Hall = {
    seats: count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    rowOf: new Uint16Array(count),
    accessible: new Uint8Array(count),
    rows: [],
    sections: [],
    areas: [],
    grades,
    pitch: 1,
    stage: plan.stage,
    stageCentre: [(plan.stage.from[0] + plan.stage.to[0]) / 2, (plan.stage.from[1] + plan.stage.to[1]) / 2],
    box: boxOf([plan.stage.from, plan.stage.to]),
  }
  const gradeIndex = new Map(grades.map(({ code }, index) => [code, index]))
  let seat = 0
  for (const [index, section] of plan.sections.entries()) {
    const first = seat
    const firstRow = hall.rows.length
    const prices: number[] = []
    for (const row of section.rows) {
      const grade = gradeIndex.get(row.grade) ?? 0
      prices.push(grades[grade]?.priceWon ?? 0)
      const { label, seats, firstNumber } = row
      for (const place of row.accessible ?? []) hall.accessible[seat + place] = 1
      for (let place = 0; place < seats; place++, seat++) {
        const [x, y] = seatPoint(places[seat]!)
        hall.x[seat] = x
        hall.y[seat] = y
        hall.rowOf[seat] = hall.rows.length
      }
      hall.rows.push({ section: index, label, grade, first: seat - seats, seats, firstNumber })
    }
    hall.sections.push({
      index,
      name: section.name,
      firstRow,
      rows: section.rows.length,
      first,
      seats: seat - first,
      box: boxOf(pointsOf(hall, first, seat)),
      centre: middleOf(hall, firstRow, section.rows.length),
      lowestPriceWon: Math.min(...prices),
    })
  }
  for (const [index, { name, grade: code, capacity, outline }] of (plan.standing ?? []).entries()) {
    const grade = gradeIndex.get(code) ?? 0
    const box = boxOf(outline)
    const centre: [number, number] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    const priceWon = grades[grade]?.priceWon ?? 0
    hall.areas.push({ index, name, grade, priceWon, capacity, outline, box, centre })
  }
  hall.pitch = usualPitch(hall)
  const edges = hall.areas.flatMap(({ outline }) => outline)
  hall.box = grow(boxOf([...pointsOf(hall, 0, count), ...edges, plan.stage.from, plan.stage.to]), hall.pitch)
  return hall
}

function* pointsOf({ x, y }: Hall, from: number, to: number): Generator<[number, number]> {
  for (let seat = from; seat < to; seat++) yield [x[seat]!, y[seat]!]
}

function boxOf(points: Iterable<readonly [number, number]>): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x)
    box.top = Math.min(box.top, y)
    box.right = Math.max(box.right, x)
    box.bottom = Math.max(box.bottom, y)
  }
  return box
}

export function grow({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by }
}

function middleOf(hall: Hall, firstRow: number, rows: number): [number, number] {
  const row = hall.rows[firstRow + Math.floor((rows - 1) / 2)]!
  const seat = row.first + Math.floor((row.seats - 1) / 2)
  const next = row.seats % 2 === 0 ? seat + 1 : seat
  return [(hall.x[seat]! + hall.x[next]!) / 2, (hall.y[seat]! + hall.y[next]!) / 2]
}

function usualPitch(hall: Hall): number {
  const distances: number[] = []
  for (const { first, seats } of hall.rows)
    if (seats > 1) distances.push(Math.hypot(hall.x[first + 1]! - hall.x[first]!, hall.y[first + 1]! - hall.y[first]!))
  distances.sort((a, b) => a - b)
  return distances[distances.length >> 1] || 10
}

export function rowOfSeat(hall: Hall, seat: number): HallRow {
  return hall.rows[hall.rowOf[seat]!]!
}

/** What a seat is called and what it costs. */
export function describeSeat(hall: Hall, seat: number) {
  const row = rowOfSeat(hall, seat)
  const grade = hall.grades[row.grade]!
  return {
    section: hall.sections[row.section]!.name,
    row: row.label,
    number: row.firstNumber + seat - row.first,
    gradeIndex: row.grade,
    grade: grade.name,
    priceWon: grade.priceWon,
    accessible: hall.accessible[seat] === 1,
  }
}
