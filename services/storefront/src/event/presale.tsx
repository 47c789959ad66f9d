import type { Event, OnSale } from '@tiketi/contracts/event'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { logInPath } from '../session/return-path.ts'
import { user, userUnknown } from '../session/session.ts'
import { enterPresale } from './presale-requests.ts'

interface PresaleProps {
  event: Event
  presale: NonNullable<OnSale['presale']>
  /** Nothing while it is not known. */
  entered: boolean | null
  onEntered: () => void
  now: number
}

/** When the presale is and who is let in; the code is taken here, before it opens too. */
export function Presale({ event, presale, entered, onEntered, now }: PresaleProps) {
  const w = words.value.presale
  const [code, setCode] = useState('')
  const act = useAct()
  const when = { locale: locale.value, timeZone: event.venue.timeZone, now }
  const enter = () =>
    act.run(async () => {
      await enterPresale(event.id, code.trim())
      onEntered()
    })
  return (
    <section class="presale" aria-label={w.title[presale.by]}>
      <h2>{w.title[presale.by]}</h2>
      <p class="figures">{w.window(formatWhen(presale.opensAt, when), formatWhen(presale.closesAt, when))}</p>
      {entered ? (
        <Notice kind="good">{now < Date.parse(presale.opensAt) ? w.enteredEarly : w.entered}</Notice>
      ) : userUnknown.value ? null : !user.value ? (
        <Button wide href={logInPath(paths.event(event.id))}>
          {w.logIn}
        </Button>
      ) : entered === null ? null : (
        <form
          class="stack stack-tight"
          noValidate
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (code.trim()) enter()
          }}
        >
          <Field
            label={w.code[presale.by]}
            hint={w.hint[presale.by]}
            value={code}
            onInput={setCode}
            maxLength={60}
            autocomplete="off"
          />
          <ProblemNotice problem={act.problem} />
          <Button wide submit busy={act.busy}>
            {w.enter}
          </Button>
        </form>
      )}
    </section>
  )
}
