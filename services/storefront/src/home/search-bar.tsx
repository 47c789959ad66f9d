import type { Category, EventSort } from '@tiketi/contracts/event'
import { useEffect, useState } from 'preact/hooks'
import { words } from '../language/language.ts'

export interface Search {
  q: string
  category: Category | undefined
  sort: EventSort
}

const TYPING_MS = 300
export const categories: readonly Category[] = ['concert', 'musical', 'sport', 'classical']

interface SearchBarProps {
  search: Search
  onSearch: (search: Search) => void
}

export function SearchBar({ search, onSearch }: SearchBarProps) {
  const w = words.value.home
  const [typed, setTyped] = useState(search.q)

  useEffect(() => setTyped(search.q), [search.q])
  useEffect(() => {
    if (typed.trim() === search.q) return
    const timer = setTimeout(() => onSearch({ ...search, q: typed.trim() }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed])

  const pick = (category: Category | undefined) => onSearch({ ...search, q: typed.trim(), category })
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSearch({ ...search, q: typed.trim() })
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="10.5" cy="10.5" r="6.5" />
          <path d="m15.500 15.500 5 5" />
        </svg>
        <input
          type="search"
          value={typed}
          maxLength={80}
          enterkeyhint="search"
          placeholder={w.searchFor}
          aria-label={w.searchFor}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </form>
      <fieldset class="chips" aria-label={w.category}>
        <button type="button" class="chip" aria-pressed={!search.category} onClick={() => pick(undefined)}>
          {w.everything}
        </button>
        {categories.map((category) => (
          <button
            key={category}
            type="button"
            class="chip"
            aria-pressed={search.category === category}
            onClick={() => pick(category)}
          >
            {words.value.categories[category]}
          </button>
        ))}
      </fieldset>
    </search>
  )
}
