import type { OrganiserEvent, PlanSummary } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { Notice } from '../components/notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { say } from '../language/language.ts'
import { type PageProps, paths } from '../routing/routes.ts'
import { CancelForm } from './cancel-form.tsx'
import { ConsoleFrame, ConsoleProblem } from './console-frame.tsx'
import { listPlans, publishEvent, readEvent, saveEvent } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { draftOf, emptyForm, formOf } from './draft-form.ts'
import { EventForm } from './event-form.tsx'
import { moneyWords } from './money-words.ts'
import { PostponeForm } from './postpone-form.tsx'
import { PresaleForm } from './presale-form.tsx'
import { RefundRuns } from './refund-runs.tsx'
import { voucherWords } from './voucher-words.ts'

/** One event of an organiser's: a draft to write and publish, or a published one to postpone and cancel. */
export default function EventPage({ params }: PageProps) {
  const id = params.eventId
  const event = useLoaded(id ? `event ${id}` : null, (signal) => readEvent(id!, signal))
  const plans = useLoaded('plans', (signal) => listPlans(null, signal))
  const problem = event.problem ?? plans.problem
  if (problem) return <Failed problem={problem} retry={event.problem ? event.reload : plans.reload} />
  const w = consoleWords()
  const known = id ? event.value : null
  return (
    <ConsoleFrame title={known ? say(known.title) : w.newEvent}>
      {plans.value && (known || !id) ? (
        <Editor known={known} plans={plans.value.plans} />
      ) : (
        <div class="skeleton console-skeleton" />
      )}
    </ConsoleFrame>
  )
}

function Editor({ known, plans }: { known: OrganiserEvent | null; plans: PlanSummary[] }) {
  const w = consoleWords()
  const [event, setEvent] = useState(known)
  const [done, setDone] = useState<string | null>(null)
  function become(words: string) {
    return (changed: OrganiserEvent) => {
      setEvent(changed)
      setDone(words)
    }
  }
  return (
    <>
      {done ? <Notice kind="good">{done}</Notice> : null}
      {!event || event.status === 'draft' ? (
        <Draft event={event} plans={plans} onSaved={become(w.saved)} onPublished={become(w.published)} />
      ) : (
        <section class="stack">
          <p>
            <strong>{w.status[event.status]}</strong>
          </p>
          <Button href={`/console/events/${event.id}/settlement`}>{moneyWords().settlement}</Button>
          <Button href={`/console/events/${event.id}/vouchers`}>{voucherWords().vouchers}</Button>
          {event.status === 'published' ? (
            <>
              <Button href={paths.event(event.id)}>{w.seePage}</Button>
              {event.performances.some(({ onSale }) => onSale.presale) ? <PresaleForm eventId={event.id} /> : null}
              <PostponeForm key={event.version} event={event} onDone={become(w.postponed)} />
              <CancelForm
                key={`cancel ${event.version}`}
                event={event}
                onDone={(changed) =>
                  become(changed.status === 'cancelled' ? w.cancelled : w.performanceCancelled)(changed)
                }
              />
              {event.performances.some(({ cancelled }) => cancelled) ? <RefundRuns event={event} /> : null}
            </>
          ) : (
            <RefundRuns event={event} />
          )}
        </section>
      )}
    </>
  )
}

interface DraftProps {
  event: OrganiserEvent | null
  plans: PlanSummary[]
  onSaved: (event: OrganiserEvent) => void
  onPublished: (event: OrganiserEvent) => void
}

function Draft({ event, plans, onSaved, onPublished }: DraftProps) {
  const w = consoleWords()
  const [form, setForm] = useState(() => (event ? formOf(event) : emptyForm()))
  const [missing, setMissing] = useState(false)
  const act = useAct()
  const chosen = new Set(form.dates.map(({ planId }) => planId))
  const grades = [...new Set(plans.filter(({ id }) => chosen.has(id)).flatMap((plan) => plan.grades))]

  async function save() {
    const draft = draftOf(form, grades)
    setMissing(!draft)
    if (!draft) return
    await act.run(async () => {
      const saved = await saveEvent(event, draft)
      onSaved(saved)
      // The address of the draft from now on; the page and what it says stay.
      history.replaceState(null, '', `/console/events/${saved.id}`)
    })
  }
  return (
    <form
      class="stack stack-wide"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault()
        save()
      }}
    >
      <EventForm form={form} onChange={setForm} plans={plans} grades={grades} />
      {missing ? (
        <Notice kind="danger" urgent>
          {w.required}
        </Notice>
      ) : null}
      <ConsoleProblem problem={act.problem} />
      <div class="row-acts">
        <Button kind={event ? 'plain' : 'primary'} submit busy={act.busy}>
          {w.save}
        </Button>
        {event ? (
          <Button
            kind="primary"
            busy={act.busy}
            onClick={() => act.run(async () => onPublished(await publishEvent(event)))}
          >
            {w.publish}
          </Button>
        ) : null}
      </div>
      {event ? <p class="quiet small">{w.publishMeans}</p> : null}
    </form>
  )
}
