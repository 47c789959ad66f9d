import { words } from '../language/language.ts'

/** Where the buyer is on the way to a ticket. */
export function Steps({ now }: { now: 0 | 1 | 2 }) {
  const w = words.value.steps
  return (
    <ol class="steps" aria-label={w.label}>
      {w.names.map((name, index) => (
        <li key={name} class={index < now ? 'steps-done' : undefined} aria-current={index === now ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  )
}
