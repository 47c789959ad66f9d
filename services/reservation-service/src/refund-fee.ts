import type { RefundPolicy } from '@tiketi/contracts/refund'

const DAY_MS = 86_400_000

interface Case {
  policy: RefundPolicy
  now: Date
  orderedAt: Date
  startsAt: Date
  timeZone: string
}

/** What a ticket costs that is given back now; nothing when it cannot be given back any more. */
export function feeOf({
  policy,
  now,
  orderedAt,
  startsAt,
  timeZone,
}: Case): ((priceWon: number) => number) | undefined {
  const today = localTime(now, timeZone)
  const left = localTime(startsAt, timeZone).day - today.day
  const { freeOnDayOfOrder, free, tiers, cutOff } = policy
  if (left < cutOff.daysBefore || (left === cutOff.daysBefore && today.time >= cutOff.time)) return undefined
  const kept = today.day - localTime(orderedAt, timeZone).day
  if ((freeOnDayOfOrder && kept === 0) || (kept <= free.days && left >= free.untilDaysBefore)) return () => 0
  const tier = tiers.find(({ daysBefore }) => left >= daysBefore)
  if (!tier) return undefined
  return (priceWon) => Math.min(Math.floor((priceWon * tier.percent) / 100), tier.mostWon ?? priceWon)
}

/** The instant from which nothing can be given back. */
export function cutOffOf({ cutOff }: RefundPolicy, startsAt: Date, timeZone: string): Date {
  const wanted = (localTime(startsAt, timeZone).day - cutOff.daysBefore) * DAY_MS + minutesOf(cutOff.time) * 60_000
  // The zone's distance from UTC may change on the way there, so it is looked for twice.
  let at = wanted
  for (let round = 0; round < 2; round++) {
    const { day, time } = localTime(new Date(at), timeZone)
    at += wanted - (day * DAY_MS + minutesOf(time) * 60_000)
  }
  return new Date(at)
}

interface LocalTime {
  /** Counted from 1970-01-01. */
  day: number
  /** `HH:MM` */
  time: string
}

/** The calendar day and the time that a clock in the zone shows. */
function localTime(at: Date, timeZone: string): LocalTime {
  const parts = clockOf(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)!.value
  const day = Date.UTC(Number(part('year')), Number(part('month')) - 1, Number(part('day'))) / DAY_MS
  return { day, time: `${part('hour')}:${part('minute')}` }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(timeZone, clock)
  return clock
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
