import type { Unsettled } from '@tiketi/contracts/payment'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Failed } from '../components/failed.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale } from '../language/language.ts'
import { ConsoleFrame, ConsoleProblem } from './console-frame.tsx'
import { Input } from './inputs.tsx'
import { actOn, listUnsettled } from './money-requests.ts'
import { moneyWords } from './money-words.ts'

const when = (instant: string) => formatWhen(instant, { locale: locale.value, timeZone: 'Asia/Seoul' })

/** Money that is neither here nor there, and what admins do about it. */
export default function FinancePage() {
  const w = moneyWords()
  const loaded = useLoaded('unsettled', listUnsettled)
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <ConsoleFrame title={w.finance}>
      <p class="quiet">{w.financeMeans}</p>
      {loaded.value ? (
        <Lists {...loaded.value} reload={loaded.reload} />
      ) : (
        <div class="skeleton console-skeleton" aria-busy="true" />
      )}
    </ConsoleFrame>
  )
}

function Lists({ unsettled, actions, reload }: Unsettled & { reload: () => void }) {
  const w = moneyWords()
  return (
    <>
      {unsettled.length === 0 ? (
        <Notice kind="good" title={w.nothing}>
          {w.nothingMeans}
        </Notice>
      ) : null}
      <ul class="stack">
        {unsettled.map((entry) => (
          <Entry key={entry.id} entry={entry} onDone={reload} />
        ))}
      </ul>
      {actions.length > 0 ? (
        <section class="stack">
          <h2>{w.log}</h2>
          <ul class="stack stack-tight">
            {actions.map(({ id, act, reason, at }) => (
              <li key={id}>
                <span class="figures">{when(at)}</span> · {w.acts[act]} · {reason}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

function Entry({ entry, onDone }: { entry: Unsettled['unsettled'][number]; onDone: () => void }) {
  const w = moneyWords()
  const { id, what, orderId, amountWon, since, lastAnswer, attempt } = entry
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [asking, setAsking] = useState(false)
  const act = useAct()
  const withReason = (go: () => void) => {
    setMissing(!reason.trim())
    if (reason.trim()) go()
  }
  const run = async (verb: 'look-now' | 'settle-by-hand') => {
    setAsking(false)
    if (await act.run(() => actOn(id, verb, reason.trim()))) onDone()
  }
  return (
    <li class="unsettled stack">
      <h2>
        {w.what[what]} <span class="figures">{formatWon(amountWon)}</span>
      </h2>
      <dl class="facts figures">
        <dt>{w.order}</dt>
        <dd>{orderId}</dd>
        <dt>{w.since}</dt>
        <dd>
          {when(since)} ({w.attempt(attempt)})
        </dd>
        {lastAnswer ? (
          <>
            <dt>{w.answer}</dt>
            <dd>{lastAnswer}</dd>
          </>
        ) : null}
      </dl>
      <Input label={w.reason} value={reason} onInput={setReason} fault={missing ? w.needed : undefined} />
      <ConsoleProblem problem={act.problem} />
      <div class="row-acts">
        <Button busy={act.busy} onClick={() => withReason(() => run('look-now'))}>
          {w.lookNow}
        </Button>
        {what === 'refund' ? (
          <Button kind="quiet" busy={act.busy} onClick={() => withReason(() => setAsking(true))}>
            {w.byHand}
          </Button>
        ) : null}
      </div>
      {asking ? (
        <ConfirmDialog
          title={w.byHandAsk(formatWon(amountWon))}
          text={w.byHandMeans}
          act={w.byHand}
          onAct={() => run('settle-by-hand')}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </li>
  )
}
