import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventPage, EventQuery, EventSort } from '@tiketi/contracts/event'
import { readCursor, writeCursor } from './cursor.ts'
import { type SummaryRow, summaryColumns, toSummary } from './event-summary.ts'
import { searchWords } from './search-letters.ts'

/** What a listing asks, read: the same for every way to ask it. */
export interface Listing {
  /** Each has to be found in one of its ways; null when everything is listed, empty when the query holds nothing to search for. */
  words: string[][] | null
  category: EventQuery['category'] | null
  sort: EventSort
  limit: number
  after: Place | null
}

/**
 * Where a page ended. `asOf` is when the first page was read, in ms: what was to open then stays with what was to open,
 * however long somebody reads.
 */
type Place = [asOf: number, opened: 0 | 1, key: number, id: string]

/** @throws Refusal 400 INVALID when the cursor was given for another listing. */
export function readListing({ q, category, sort = 'date', cursor, limit = 20 }: EventQuery): Listing {
  const listing = { words: q === undefined ? null : searchWords(q), category: category ?? null, sort }
  return { ...listing, limit, after: cursor === undefined ? null : readCursor<Place>(nameOf(listing), cursor) }
}

function nameOf({ words, category, sort }: Pick<Listing, 'words' | 'category' | 'sort'>): string {
  return JSON.stringify(['events', words, category, sort])
}

/**
 * By what a listing is sorted. By opening: what is still to open, the next first, and then what has opened, the last
 * first. Each is `opened, key, id`, so that a page begins where the one before ended, whatever came in between.
 */
const KEYS: Record<EventSort, string> = {
  date: '0 as opened, (extract(epoch from first_starts_at) * 1000)::bigint as key',
  opening: `(sale_opens_at <= as_of)::int as opened,
    (abs(extract(epoch from sale_opens_at - as_of)) * 1000)::bigint as key`,
}

interface ListedRow extends SummaryRow {
  as_of: Date
  opened: 0 | 1
  key: number
}

/** Published events that are not over, a page at a time. */
export async function listEvents(em: EntityManager, listing: Listing): Promise<EventPage> {
  const { words, category, sort, limit, after } = listing
  if (words?.length === 0) return { events: [], next: null }
  const rows = await em.execute<ListedRow[]>(
    `select ${summaryColumns}, as_of, opened, key
     from (
       select event.*, as_of, ${KEYS[sort]}
       from event.event, (select coalesce(to_timestamp(?::float8 / 1000), date_trunc('milliseconds', now())) as as_of) moment
       where status = 'published' and last_starts_at > now()
         ${category ? 'and category = ?' : ''}
         ${(words ?? []).map(() => 'and search_text like any (?::text[])').join(' ')}
     ) event
     ${after ? 'where (opened, key, id) > (?, ?, ?)' : ''}
     order by opened, key, id
     limit ?`,
    [
      after?.[0] ?? null,
      ...(category ? [category] : []),
      ...(words ?? []).map(patternsOf),
      ...(after ? after.slice(1) : []),
      limit + 1,
    ],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const place: Place | null =
    last && rows.length > limit ? [last.as_of.getTime(), last.opened, last.key, last.id] : null
  return { events: page.map(toSummary), next: place && writeCursor(nameOf(listing), place) }
}

/** An array as PostgreSQL writes it. Words hold letters and digits only, so nothing in them needs escaping. */
function patternsOf(ways: string[]): string {
  return `{${ways.map((word) => `"%${word}%"`).join(',')}}`
}
