import type { Locale } from '@tiketi/contracts/schema'

/** `₩132,000` in every language. */
export function formatWon(won: number): string {
  return `₩${won.toLocaleString('en-US')}`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** The parts of an instant on the wall of a place. */
function wall(instant: Date, locale: Locale, timeZone: string) {
  const format = new Intl.DateTimeFormat(locale === 'ko' ? 'ko-KR' : 'en-GB', {
    timeZone,
    year: 'numeric',
    month: locale === 'ko' ? 'numeric' : 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
}

/** The time zone's name, if its clocks show something else than the reader's at that instant. */
function foreignZone(instant: Date, locale: Locale, timeZone: string, readerZone: string): string {
  const clock = (zone: string) => instant.toLocaleString('en-GB', { timeZone: zone })
  if (clock(timeZone) === clock(readerZone)) return ''
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'long' })
  return format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone
}

interface When {
  locale: Locale
  timeZone: string
  /** For tests; otherwise now and here. */
  now?: number
  readerZone?: string
}

function dayOf(on: (type: Intl.DateTimeFormatPartTypes) => string, locale: Locale, withYear: boolean): string {
  if (locale === 'ko') {
    const year = withYear ? `${on('year')}년 ` : ''
    return `${year}${on('month').replace('월', '')}월 ${on('day').replace('일', '')}일 (${on('weekday')})`
  }
  return `${on('weekday')} ${on('day')} ${on('month')}${withYear ? ` ${on('year')}` : ''}`
}

/** `12월 24일 (목)` or `Thu 24 Dec`; the year only when it is another. */
export function formatDay(instant: string, { locale, timeZone, now = Date.now() }: When): string {
  const on = wall(new Date(instant), locale, timeZone)
  const year = wall(new Date(now), locale, timeZone)('year')
  return dayOf(on, locale, on('year') !== year)
}

/** `12월 24일 (목) 19:00` or `Thu 24 Dec, 19:00`, on the venue's clock; its zone is named when the reader's differs. */
export function formatWhen(instant: string, when: When): string {
  const { locale, timeZone, readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = when
  const date = new Date(instant)
  const on = wall(date, locale, timeZone)
  const zone = foreignZone(date, locale, timeZone, readerZone)
  const time = `${on('hour')}:${on('minute')}`
  return `${formatDay(instant, when)}${locale === 'ko' ? ' ' : ', '}${time}${zone ? ` ${zone}` : ''}`
}

/** Both days in full, or one when they are the same. */
export function formatDays(first: string, last: string, when: When): string {
  // A line may break between the days, not within one.
  const [from, to] = [first, last].map((instant) => formatDay(instant, when).replaceAll(' ', '\u00a0'))
  return from === to ? `${from}` : `${from} – ${to}`
}

/** `19:00:05` on the clock of a place. */
export function formatClock(at: number, timeZone: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { timeZone, hourCycle: 'h23' })
}

/** What is left, as days and `hh:mm:ss`; from the second it begins to the second it ends, never below zero. */
export function remaining(ms: number): { days: number; clock: string; short: string; seconds: number } {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return {
    days,
    clock: `${two(hours)}:${two(minutes)}:${two(seconds % 60)}`,
    short: `${Math.floor(seconds / 60)}:${two(seconds % 60)}`,
    seconds,
  }
}
