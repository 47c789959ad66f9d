import type { SessionList as Sessions } from '@tiketi/contracts/auth'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { ask } from '../session/ask.ts'

/** Where the buyer is logged in; every other place can be logged out from here. */
export function SessionList() {
  const w = words.value
  const loaded = useLoaded('sessions', (signal) => ask<Sessions>('/api/auth/sessions', { signal }))
  const [ended, setEnded] = useState<string[]>([])
  const act = useAct()
  const when = { locale: locale.value, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }

  async function endSession(id: string) {
    const headers = { 'tiketi-csrf': '1' }
    const done = await act.run(() => ask(`/api/auth/sessions/${id}`, { method: 'DELETE', headers }))
    if (done) setEnded([...ended, id])
  }
  const sessions = loaded.value?.sessions.filter(({ id }) => !ended.includes(id))
  return (
    <section class="stack stack-tight">
      <h2>{w.account.sessions}</h2>
      <p class="quiet small">{w.account.sessionsText}</p>
      <ProblemNotice problem={loaded.problem ?? act.problem} />
      <ul class="account-list" aria-busy={!sessions}>
        {sessions?.map(({ id, device, lastSeenAt, current }) => (
          <li key={id}>
            <div>
              <strong>{device}</strong>
              <p class="quiet small figures">
                {current ? w.account.thisDevice : w.account.lastSeen(formatWhen(lastSeenAt, when))}
              </p>
            </div>
            {current ? null : (
              <Button kind="quiet" busy={act.busy} label={w.account.endSession(device)} onClick={() => endSession(id)}>
                {w.account.logOut}
              </Button>
            )}
          </li>
        )) ?? (
          <li aria-hidden="true">
            <div class="skeleton account-skeleton" />
          </li>
        )}
      </ul>
    </section>
  )
}
