import type { ComponentChildren } from 'preact'
import type { ProblemError } from '../api/problem.ts'
import { sentenceFor } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { State } from '../components/state.tsx'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import { useBuyer } from '../session/use-buyer.ts'
import './console.css'
import { consoleWords } from './console-words.ts'
import { moneyWords } from './money-words.ts'

/** Around every page of the console: only organisers come in. */
export function ConsoleFrame({ title, children }: { title: string; children: ComponentChildren }) {
  const w = consoleWords()
  useTitle(title)
  const user = useBuyer()
  if (!user) return null
  if (!user.roles.some((role) => role === 'organiser' || role === 'admin'))
    return <State mark="torn" title={w.notYours} text={w.notYoursHint} />
  const { path } = here.value
  return (
    <div class="page console stack stack-wide">
      <nav class="console-nav" aria-label={w.title}>
        <Button kind="quiet" href="/console" current={path === '/console'}>
          {w.events}
        </Button>
        <Button kind="quiet" href="/console/plans" current={path === '/console/plans'}>
          {w.plans}
        </Button>
        {user.roles.includes('admin') ? (
          <Button kind="quiet" href="/console/finance" current={path === '/console/finance'}>
            {moneyWords().finance}
          </Button>
        ) : null}
      </nav>
      <h1>{title}</h1>
      {children}
    </div>
  )
}

/** What the server found wrong, field by field where it says so. */
export function ConsoleProblem({ problem }: { problem: ProblemError | null }) {
  if (!problem) return null
  const fields = problem.members.fields
  const own = consoleWords().problems[problem.code]
  return (
    <Notice kind="danger" urgent {...(Array.isArray(fields) && { title: consoleWords().faults })}>
      {Array.isArray(fields) ? (
        <ul>
          {(fields as { path: string; message: string }[]).map(({ path, message }) => (
            <li key={path}>
              <code>{path.replace(/^body\./, '')}</code> {message}
            </li>
          ))}
        </ul>
      ) : (
        (own ?? sentenceFor(problem, words.value.problems))
      )}
    </Notice>
  )
}
