import type { OrganiserEvent } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount, formatWon } from '../language/format.ts'
import { say } from '../language/language.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { cancelEvent } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { Input } from './inputs.tsx'
import { readRefundRuns } from './refund-runs.tsx'

interface CancelFormProps {
  event: OrganiserEvent
  onDone: (event: OrganiserEvent) => void
}

/** Ends the sales of an event; its title must be written, so that no slip does it. */
export function CancelForm({ event, onDone }: CancelFormProps) {
  const w = consoleWords()
  const [open, setOpen] = useState(false)
  const [mark, setMark] = useState('')
  const [wrong, setWrong] = useState(false)
  const act = useAct()
  const runs = useLoaded(open ? `would refund ${event.id}` : null, (signal) => readRefundRuns(event, signal)).value
  const orders = runs?.reduce((sum, { left, underWay }) => sum + left.orders + underWay, 0)
  const won = runs?.reduce((sum, { left }) => sum + left.won, 0)
  const title = say(event.title)
  const places = event.performances.reduce((sum, { seats }) => sum + seats, 0)
  async function cancel() {
    setWrong(mark.trim() !== title)
    if (mark.trim() === title) await act.run(async () => onDone(await cancelEvent(event)))
  }
  return (
    <>
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {w.cancel}
      </Button>
      {open ? (
        <form
          class="stack"
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault()
            cancel()
          }}
        >
          <p>{w.cancelMeans(formatCount(places), event.performances.length)}</p>
          {orders === undefined ? null : (
            <p>
              <strong>{w.refunds.would(formatCount(orders), formatWon(won ?? 0))}</strong>
            </p>
          )}
          <Input
            label={w.cancelMark(title)}
            value={mark}
            onInput={setMark}
            fault={wrong ? w.cancelMarkFault : undefined}
          />
          <ConsoleProblem problem={act.problem} />
          <Button submit busy={act.busy}>
            {w.cancelNow}
          </Button>
        </form>
      ) : null}
    </>
  )
}
