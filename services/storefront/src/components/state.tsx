import type { ComponentChildren } from 'preact'

interface StateProps {
  title: string
  text?: string
  mark?: 'ticket' | 'torn' | 'mail' | 'search' | 'clock'
  children?: ComponentChildren
}

const drawings = {
  ticket: 'M14 26h60v11a7 7 0 0 0 0 14v11H14V51a7 7 0 0 0 0-14zM54 31v4m0 5v4m0 5v4m0 5v3M24 38h18M24 46h12',
  torn: 'M12 28h30l-4 8 5 8-5 8 4 8H12V50a6 6 0 0 0 0-12zM52 26h24v10a6 6 0 0 0 0 12v12H50l4-9-5-8 5-8z',
  mail: 'M14 24h60v40H14zM14 26l30 22 30-22',
  search: 'M38 20a18 18 0 1 0 0 36 18 18 0 0 0 0-36zM52 51l18 18',
  clock: 'M44 18a26 26 0 1 0 0 52 26 26 0 0 0 0-52zM44 28v17l11 7',
}

/** A page or list that has nothing to show, and says so. */
export function State({ title, text, mark = 'ticket', children }: StateProps) {
  return (
    <div class="state">
      <svg class="state-mark" viewBox="0 0 88 88" aria-hidden="true">
        <path
          d={drawings[mark]}
          fill="none"
          stroke="currentColor"
          stroke-width="2.5"
          stroke-linejoin="round"
          stroke-linecap="round"
        />
      </svg>
      <h1>{title}</h1>
      {text ? <p class="quiet">{text}</p> : null}
      {children}
    </div>
  )
}
