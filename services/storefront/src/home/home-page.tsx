import type { EventPage } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { serverNow } from '../clock/server-clock.ts'
import { Failed } from '../components/failed.tsx'
import { State } from '../components/state.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { listEvents } from '../event/event-requests.ts'
import { words } from '../language/language.ts'
import { go, here } from '../routing/location.ts'
import { EventList } from './event-list.tsx'
import { EventListSkeleton } from './event-list-skeleton.tsx'
import { Hero } from './hero.tsx'
import './home.css'
import { HeroSkeleton } from './hero-skeleton.tsx'
import { nextOnSale } from './next-on-sale.ts'
import { categories, type Search, SearchBar } from './search-bar.tsx'
import { SortChoice, sorts } from './sort-choice.tsx'

const OPENINGS = 50
/** Lists already seen, with all their pages, so that the way back finds the place where it left. */
const seen = new Map<string, EventPage>()

function readSearch(query: URLSearchParams): Search {
  return {
    q: query.get('q') ?? '',
    category: categories.find((category) => category === query.get('category')),
    sort: sorts.find((sort) => sort === query.get('sort')) ?? 'date',
  }
}

function writeSearch({ q, category, sort }: Search): string {
  const query = new URLSearchParams()
  if (q) query.set('q', q)
  if (category) query.set('category', category)
  if (sort !== 'date') query.set('sort', sort)
  return query.size ? `/?${query}` : '/'
}

export default function HomePage() {
  const w = words.value.home
  const search = readSearch(here.value.query)
  const address = writeSearch(search)
  const [, setShown] = useState(0)
  useTitle(search.q)

  const openings = useLoaded('openings', (signal) =>
    listEvents({ sort: 'opening', limit: OPENINGS }, { signal, fresh: true }),
  )
  const query = {
    sort: search.sort,
    ...(search.q && { q: search.q }),
    ...(search.category && { category: search.category }),
  }
  const list = useLoaded(address, async (signal) => {
    const first = await listEvents(query, { signal })
    const known = seen.get(address)
    if (!known || known.events[0]?.id !== first.events[0]?.id) seen.set(address, first)
  })
  const page = seen.get(address)
  const hero = openings.value ? nextOnSale(openings.value.events, serverNow()) : null

  async function more(cursor: string) {
    const following = await listEvents({ ...query, cursor })
    const before = seen.get(address)
    if (before?.next === cursor)
      seen.set(address, { events: [...before.events, ...following.events], next: following.next })
    setShown((count) => count + 1)
  }

  return (
    <div class="page home">
      <h1 class="unseen">{w.title}</h1>
      <SearchBar search={search} onSearch={(next) => go(writeSearch(next), { replace: true })} />
      {search.q ? null : hero ? <Hero event={hero} /> : openings.value || openings.problem ? null : <HeroSkeleton />}
      <section class="stack" aria-label={w.list} aria-busy={!page}>
        <SortChoice sort={search.sort} onSort={(sort) => go(writeSearch({ ...search, sort }), { replace: true })} />
        {page?.events.length === 0 ? (
          <State mark="search" title={search.q ? w.nothingFor(search.q) : w.nothingYet} text={w.nothingHint} />
        ) : page ? (
          <EventList page={page} more={more} />
        ) : list.problem ? (
          <Failed problem={list.problem} retry={list.reload} />
        ) : (
          <EventListSkeleton />
        )}
      </section>
    </div>
  )
}
