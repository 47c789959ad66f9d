import type { EventSort } from '@tiketi/contracts/event'
import { words } from '../language/language.ts'

export const sorts: readonly EventSort[] = ['date', 'opening']

export function SortChoice({ sort, onSort }: { sort: EventSort; onSort: (sort: EventSort) => void }) {
  const w = words.value.home
  return (
    <div class="list-head">
      <h2>{w.list}</h2>
      <fieldset class="sort" aria-label={w.sort}>
        {sorts.map((name) => (
          <button key={name} type="button" aria-pressed={sort === name} onClick={() => onSort(name)}>
            {w.sorts[name]}
          </button>
        ))}
      </fieldset>
    </div>
  )
}
