import type { OrganiserEvent } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount, formatWhen, formatWon } from '../language/format.ts'
import { locale, say } from '../language/language.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { cancelEvent, cancelPerformance } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { Choice, Input } from './inputs.tsx'
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
  const living = event.performances.filter(({ cancelled }) => !cancelled)
  const [which, setWhich] = useState('')
  const runs = useLoaded(open ? `would refund ${event.id}` : null, (signal) => readRefundRuns(event, signal)).value
  const chosen = living.filter(({ id }) => which === '' || id === which)
  const lost = runs?.filter(({ performanceId }) => chosen.some(({ id }) => id === performanceId))
  const orders = lost?.reduce((sum, { left, underWay }) => sum + left.orders + underWay, 0)
  const won = lost?.reduce((sum, { left }) => sum + left.won, 0)
  const title = say(event.title)
  const places = formatCount(chosen.reduce((sum, { seats }) => sum + seats, 0))
  const when = ({ startsAt }: { startsAt: string }) =>
    formatWhen(startsAt, { locale: locale.value, timeZone: event.venue.timeZone })
  async function cancel() {
    setWrong(mark.trim() !== title)
    if (mark.trim() === title)
      await act.run(async () => onDone(await (which ? cancelPerformance(event, which) : cancelEvent(event))))
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
          {living.length > 1 ? (
            <Choice
              label={w.cancelWhat}
              value={which}
              onChange={setWhich}
              options={[
                { value: '', name: w.cancelAll },
                ...living.map((performance) => ({ value: performance.id, name: when(performance) })),
              ]}
            />
          ) : null}
          <p>{which ? w.cancelOneMeans(when(chosen[0]!), places) : w.cancelMeans(places, living.length)}</p>
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
