import type { PlanTemplate } from '@tiketi/contracts/event'
import type { Text } from '@tiketi/contracts/schema'

/** Plan units between two seats of a row, between two rows, and across an aisle. */
export const SEAT_PITCH = 10
const ROW_PITCH = 12
const AISLE = 24
const MOST_SEATS_A_ROW = 200
/** What one who stands takes, in square plan units. */
const STANDING_ROOM = 55

/** Where a row of any length lies: its middle, and the arc that it follows, `Infinity` for a straight one. */
export interface RowShape {
  /** Seen from `centre`: 0 looks away from the stage, positive to the right. In radians. */
  angle: number
  radius: number
  centre: [x: number, y: number]
  straight: boolean
  /** How many seats fit. */
  capacity: number
}

/** A corner's coordinates may be negative here. */
type Corner = [x: number, y: number]

interface SectionShape {
  code: string
  name: Text
  rows: RowShape[]
  /** Reached without stairs, so its last row has the places for wheelchairs. */
  level: boolean
}

export interface Layout {
  stage: { halfWidth: number; label: Text }
  sections: SectionShape[]
  /** The outlines of where people stand, side by side. */
  standing: Corner[][]
}

/**
 * Each kind of house, for a number of rows that tells how large it is and so many people who stand. The stage's middle is
 * at 0, 0.
 */
export const layouts: Record<PlanTemplate, (rows: number, standing: number) => Layout> = {
  hall(rows, standing) {
    const pit = standingFloor(standing, 40)
    const first = standing === 0 ? 240 : Math.hypot(pit.halfWidth, pit.bottom + 140) + AISLE
    const stalls = { rows, from: first, spread: Math.PI / 2, wedges: 3 }
    const behind = stalls.from + rows * ROW_PITCH + 4 * AISLE
    // A small house has no balcony.
    const balcony = { rows: rows < 12 ? 0 : Math.ceil(rows * 0.55), from: behind, spread: Math.PI / 2, wedges: 3 }
    const centre: [number, number] = [0, -140]
    return {
      stage: { halfWidth: 130, label: { ko: '무대', en: 'Stage' } },
      sections: [
        ...fan({ ...stalls, centre, level: true, name: letters('A', '1층', 'Stalls') }),
        ...fan({ ...balcony, centre, level: false, name: letters('D', '2층', 'Balcony') }),
      ],
      standing: pit.outlines,
    }
  },

  arena(rows, standing) {
    const blockSeats = 8 + Math.floor(rows / 2)
    const blockRows = 5 + Math.floor(rows / 2)
    const blockWidth = (blockSeats - 1) * SEAT_PITCH
    const blockDepth = (blockRows - 1) * ROW_PITCH
    const pit = standingFloor(standing, 80)
    const halfWidth = standing === 0 ? 1.5 * blockWidth + AISLE : pit.halfWidth
    const depth = standing === 0 ? 2 * blockDepth + AISLE : pit.bottom - 80
    const centre: [number, number] = [0, 80 + depth / 2]
    const lower = { rows, from: Math.hypot(halfWidth, depth / 2) + 2 * AISLE, spread: 1.2 * Math.PI, wedges: 11 }
    const upper = { ...lower, rows: Math.ceil(rows * 0.8), from: lower.from + rows * ROW_PITCH + 2 * AISLE }
    const floor = [0, 1, 2, 3, 4, 5].map((at): SectionShape => {
      const x = ((at % 3) - 1) * (blockWidth + AISLE)
      const y = 80 + Math.floor(at / 3) * (blockDepth + AISLE)
      const row = (index: number): RowShape => ({
        angle: 0,
        radius: 0,
        centre: [x, y + index * ROW_PITCH],
        straight: true,
        capacity: blockSeats,
      })
      return {
        code: `F${at + 1}`,
        name: { ko: `플로어 ${at + 1}구역`, en: `Floor ${at + 1}` },
        rows: Array.from({ length: blockRows }, (_, index) => row(index)),
        level: true,
      }
    })
    return {
      stage: { halfWidth: halfWidth * 0.7, label: { ko: '무대', en: 'Stage' } },
      sections: [
        ...(standing === 0 ? floor : []),
        ...fan({ ...lower, centre, level: true, name: numbers(101, '구역', 'Section') }),
        ...fan({ ...upper, centre, level: false, name: numbers(201, '구역', 'Section') }),
      ],
      standing: pit.outlines,
    }
  },

  stadium(rows) {
    const centre: [number, number] = [0, 0]
    const lower = { rows, from: 520, spread: 0.8 * Math.PI, wedges: 12 }
    const upper = { ...lower, rows: Math.ceil(rows * 0.6), from: lower.from + rows * ROW_PITCH + 3 * AISLE }
    return {
      stage: { halfWidth: 300, label: { ko: '그라운드', en: 'Field' } },
      sections: [
        ...fan({ ...lower, centre, level: true, name: numbers(101, '블록', 'Block') }),
        ...fan({ ...upper, centre, level: false, name: numbers(301, '블록', 'Block') }),
      ],
      // The game needs the field.
      standing: [],
    }
  },
}

/** Two areas side by side from `top` on, as wide as it takes for the crowd not to stand deeper than wide. */
function standingFloor(people: number, top: number): { halfWidth: number; bottom: number; outlines: Corner[][] } {
  const halfWidth = Math.max(130, Math.sqrt(people * STANDING_ROOM * 1.4) / 2 + AISLE / 2)
  const bottom = top + (people * STANDING_ROOM) / (2 * halfWidth - AISLE)
  const area = (left: number, right: number): Corner[] => [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
  const outlines = people === 0 ? [] : [area(-halfWidth, -AISLE / 2), area(AISLE / 2, halfWidth)]
  return { halfWidth, bottom, outlines }
}

interface Fan {
  centre: [x: number, y: number]
  rows: number
  /** Radius of the first row. */
  from: number
  /** Angle of the whole fan. */
  spread: number
  wedges: number
  level: boolean
  name: (wedge: number) => Pick<SectionShape, 'code' | 'name'>
}

/** Wedges side by side, with aisles between them and rows that grow longer toward the back. */
function fan({ centre, rows, from, spread, wedges, level, name }: Fan): SectionShape[] {
  if (rows === 0) return []
  const width = spread / wedges
  return Array.from({ length: wedges }, (_, wedge) => ({
    ...name(wedge),
    level,
    rows: Array.from({ length: rows }, (_, index) => {
      const radius = from + index * ROW_PITCH
      const fits = Math.floor((radius * width - AISLE) / SEAT_PITCH) + 1
      return {
        angle: (wedge + 0.5) * width - spread / 2,
        radius,
        centre,
        straight: false,
        capacity: Math.min(fits, MOST_SEATS_A_ROW),
      }
    }),
  }))
}

function letters(first: string, ko: string, en: string): Fan['name'] {
  return (wedge) => {
    const code = String.fromCharCode(first.charCodeAt(0) + wedge)
    return { code, name: { ko: `${ko} ${code}구역`, en: `${en}, Block ${code}` } }
  }
}

function numbers(first: number, ko: string, en: string): Fan['name'] {
  return (wedge) => ({ code: `${first + wedge}`, name: { ko: `${first + wedge}${ko}`, en: `${en} ${first + wedge}` } })
}
