import type { SeatLayout } from '@tiketi/contracts/reservation'
import { buildHall } from '../src/seat-map/hall.ts'

const text = (words: string) => ({ ko: words, en: words })

/**
 * A small hall: stage on top, a front section of two rows of ten and five, and a section behind it of one row of six
 * whose second seat is for a wheelchair.
 */
const plan: SeatLayout['plan'] = {
  width: 400,
  height: 300,
  stage: { from: [100, 10], to: [300, 30], label: text('Stage') },
  sections: [
    {
      code: 'A',
      name: text('A'),
      rows: [
        { label: '1', grade: 'R', seats: 10, firstNumber: 1, from: [110, 100], to: [290, 100] },
        { label: '2', grade: 'S', seats: 5, firstNumber: 21, from: [160, 120], to: [240, 120] },
      ],
    },
    {
      code: 'B',
      name: text('B'),
      rows: [{ label: '1', grade: 'S', seats: 6, firstNumber: 1, from: [150, 220], to: [250, 220], accessible: [1] }],
    },
  ],
}

const grades: SeatLayout['grades'] = [
  { code: 'R', name: text('R'), priceWon: 150_000 },
  { code: 'S', name: text('S'), priceWon: 90_000 },
]

export const hall = buildHall({ plan, grades })

/** The same with a floor to stand on between the stage and the seats. */
export const floor = buildHall({
  plan: {
    ...plan,
    standing: [
      {
        code: 'F',
        name: text('Floor'),
        grade: 'S',
        capacity: 70,
        outline: [
          [110, 40],
          [290, 40],
          [290, 80],
          [110, 80],
        ],
      },
    ],
  },
  grades,
})

/** All free but these. */
export function taken(...seats: number[]): Uint8Array {
  const states = new Uint8Array(hall.seats)
  for (const seat of seats) states[seat] = 1
  return states
}
