import type { OrganiserEvent } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { useAct } from '../components/use-act.ts'
import { ConsoleProblem } from './console-frame.tsx'
import { postponeEvent } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { Input } from './inputs.tsx'
import { instantOf, wallTime } from './zoned-time.ts'

interface PostponeFormProps {
  event: OrganiserEvent
  onDone: (event: OrganiserEvent) => void
}

/** New dates for what is published. */
export function PostponeForm({ event, onDone }: PostponeFormProps) {
  const w = consoleWords()
  const { timeZone } = event.venue
  const [open, setOpen] = useState(false)
  const living = event.performances.filter(({ cancelled }) => !cancelled)
  const [dates, setDates] = useState(() =>
    living.map(({ id, startsAt, onSale }) => ({
      id,
      startsAt: wallTime(startsAt, timeZone),
      closesAt: wallTime(onSale.closesAt, timeZone),
      refundUntil: '',
    })),
  )
  const act = useAct()
  const set = (at: number, change: Partial<(typeof dates)[number]>) =>
    setDates(dates.with(at, { ...dates[at]!, ...change }))

  async function postpone() {
    const performances = dates.flatMap(({ id, startsAt, closesAt, refundUntil }) => {
      const [starts, saleCloses] = [instantOf(startsAt, timeZone), instantOf(closesAt, timeZone)]
      const known = event.performances.find((performance) => performance.id === id)!
      const moved = Date.parse(known.startsAt) !== Date.parse(starts ?? '') || known.onSale.closesAt !== saleCloses
      const until = instantOf(refundUntil, timeZone)
      return starts && saleCloses && moved
        ? [{ id, startsAt: starts, saleClosesAt: saleCloses, ...(until && { refundUntil: until }) }]
        : []
    })
    if (performances.length > 0)
      await act.run(async () => onDone(await postponeEvent(event.id, { version: event.version, performances })))
  }
  return (
    <>
      <Button expanded={open} onClick={() => setOpen(!open)}>
        {w.postpone}
      </Button>
      {open ? (
        <form
          class="stack"
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault()
            postpone()
          }}
        >
          <p class="quiet small">{w.postponeMeans}</p>
          {dates.map(({ id, startsAt, closesAt, refundUntil }, at) => (
            <fieldset class="date-fields" key={id}>
              <legend>{w.performance(at + 1)}</legend>
              <Input
                type="datetime-local"
                label={w.startsAt}
                value={startsAt}
                onInput={(value) => set(at, { startsAt: value })}
              />
              <Input
                type="datetime-local"
                label={w.saleClosesAt}
                value={closesAt}
                onInput={(value) => set(at, { closesAt: value })}
              />
              <Input
                type="datetime-local"
                label={w.refundUntil}
                value={refundUntil}
                onInput={(value) => set(at, { refundUntil: value })}
              />
            </fieldset>
          ))}
          <ConsoleProblem problem={act.problem} />
          <Button kind="primary" submit busy={act.busy}>
            {w.postponeNow}
          </Button>
        </form>
      ) : null}
    </>
  )
}
