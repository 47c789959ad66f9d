import type { EventDraft, PriceGrade } from '@tiketi/contracts/event'
import type { Text } from '@tiketi/contracts/schema'
import type { Opening, ShowDate } from './calendar.ts'
import type { HouseName } from './houses.ts'

/** An event of the demo. Its dates lie ahead of whenever it is put in. */
export interface Show {
  content: Omit<EventDraft, 'performances' | 'venue'>
  house: HouseName
  dates: ShowDate[]
  sale: {
    opens: Opening
    waitingRoom: boolean
    limitPerPerson: number
    virtualAccounts?: true
  }
}

export function text(ko: string, en: string): Text {
  return { ko, en }
}

/** Price grades from the best: code, Korean name, English name, won. */
export function grades(...rows: [code: string, ko: string, en: string, priceWon: number][]): PriceGrade[] {
  return rows.map(([code, ko, en, priceWon]) => ({ code, name: text(ko, en), priceWon }))
}
