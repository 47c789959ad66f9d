const DAY_MS = 86_400_000
/** Korea keeps UTC+9 all year. */
const SEOUL_MS = 9 * 3_600_000

/** A performance's day, counted from the day of seeding and then moved on to a day of the week, and Seoul's time. */
export interface ShowDate {
  afterDays: number
  /** 0 is Sunday. */
  weekday: number
  /** `19:30` */
  time: string
}

/** The instant of a show's date, seen from now: the wanted weekday on or after so many days. */
export function instantOf({ afterDays, weekday, time }: ShowDate, now: Date): Date {
  const wait = (weekday - new Date(midnightInSeoul(afterDays, now)).getUTCDay() + 7) % 7
  return atTime(midnightInSeoul(afterDays + wait, now), time)
}

/** When a sale opens, seen from now. */
export type Opening = (now: Date) => Date

export const inAMinute: Opening = (now) => new Date(now.getTime() + 60_000)

/** Sales open at two in the afternoon: so many days from today, or ago. */
export function atTwo(afterDays: number): Opening {
  return (now) => atTime(midnightInSeoul(afterDays, now), '14:00')
}

/** As if Seoul kept UTC. */
function midnightInSeoul(afterDays: number, now: Date): number {
  const inSeoul = new Date(now.getTime() + SEOUL_MS)
  return Date.UTC(inSeoul.getUTCFullYear(), inSeoul.getUTCMonth(), inSeoul.getUTCDate()) + afterDays * DAY_MS
}

function atTime(midnight: number, time: string): Date {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  return new Date(midnight + (hours * 60 + minutes) * 60_000 - SEOUL_MS)
}
