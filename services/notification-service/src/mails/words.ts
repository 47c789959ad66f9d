import type { Locale } from '@tiketi/contracts/schema'

export function won(amount: number): string {
  return `₩${amount.toLocaleString('en-US')}`
}

/** A time at the venue, e.g. `12월 24일 (목) 19:00`. */
export function moment(instant: string, locale: Locale, timeZone: string): string {
  const date = new Date(instant)
  const day = new Intl.DateTimeFormat(locale, { timeZone, month: 'long', day: 'numeric', weekday: 'short' }).format(
    date,
  )
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(date)
  return `${day} ${time}`
}
