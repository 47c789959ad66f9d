import type { EventSummary } from '@tiketi/contracts/event'

/** The columns of a summary, of a table that is called `event` in the query. */
export const summaryColumns = `event.id, event.title, event.category, event.artists, event.venue, event.poster_url,
  event.first_starts_at, event.last_starts_at, event.sale_opens_at, event.sale_closes_at, event.lowest_price_won`

export interface SummaryRow {
  id: string
  title: EventSummary['title']
  category: EventSummary['category']
  artists: EventSummary['artists']
  venue: EventSummary['venue']
  poster_url: string
  first_starts_at: Date
  last_starts_at: Date
  sale_opens_at: Date
  sale_closes_at: Date
  lowest_price_won: number
}

export function toSummary(row: SummaryRow): EventSummary {
  return {
    id: row.id,
    title: row.title,
    category: row.category,
    artists: row.artists,
    venue: row.venue,
    posterUrl: row.poster_url,
    firstStartsAt: row.first_starts_at.toISOString(),
    lastStartsAt: row.last_starts_at.toISOString(),
    saleOpensAt: row.sale_opens_at.toISOString(),
    saleClosesAt: row.sale_closes_at.toISOString(),
    lowestPriceWon: row.lowest_price_won,
  }
}
