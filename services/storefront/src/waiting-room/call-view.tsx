import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { useNow } from '../clock/use-now.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useTitle } from '../components/use-title.ts'
import { remaining } from '../language/format.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { alertCalled } from './call-alert.ts'
import { keepPass } from './kept-pass.ts'
import type { Line } from './line.ts'

interface CallViewProps {
  line: Line
  claimBy: string | null
  title: string
  seats: string
}

/** The turn has come: one button and its deadline. */
export function CallView({ line, claimBy, title, seats }: CallViewProps) {
  const w = words.value.waitingRoom
  const now = useNow()
  const act = useAct()
  const heading = useRef<HTMLHeadingElement>(null)
  const left = claimBy ? remaining(Date.parse(claimBy) - now) : null
  useTitle(`(!) ${w.called}`)

  // Before anybody sees the button: later it could take the focus from whoever has gone there.
  useLayoutEffect(() => heading.current?.focus(), [])
  useEffect(() => alertCalled(w.called, title), [])

  async function claim() {
    const pass = await line.claim()
    keepPass(line.onSaleId, pass)
    go(seats, { replace: true })
  }
  return (
    <section class="call stub">
      <div class="stub-body call-body">
        <h2 ref={heading} tabIndex={-1}>
          {w.called}
        </h2>
        <p>{w.calledMeans}</p>
      </div>
      <div class="stub-tear call-tear">
        {left ? (
          <p>
            <span class="call-left figures" role="timer">
              {left.short}
            </span>
            <span>{left.seconds > 0 ? w.claimWithin : w.claimLate}</span>
          </p>
        ) : (
          <p>{w.claimSoon}</p>
        )}
        <ProblemNotice problem={act.problem} />
        <Button kind="primary" wide busy={act.busy} onClick={() => act.run(claim)}>
          {w.claim}
        </Button>
      </div>
    </section>
  )
}
