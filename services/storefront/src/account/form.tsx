import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import type { ProblemError } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import './account.css'
import type { Faults } from './faults.ts'

interface FormProps {
  title: string
  text?: string | undefined
  act: string
  busy: boolean
  problem: ProblemError | null
  /** Found when the buyer sends; the first field with one gets the focus. */
  check: () => Faults
  onSend: () => void
  children: ComponentChildren
  /** Other ways, below the button. */
  after?: ComponentChildren
}

/** A page that is one form with one button. */
export function Form({ title, text, act, busy, problem, check, onSend, children, after }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  function send() {
    if (Object.keys(check()).length === 0) return onSend()
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  return (
    <div class="page page-narrow">
      <form
        ref={form}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) send()
        }}
      >
        <h1>{title}</h1>
        {text ? <p class="quiet">{text}</p> : null}
        {children}
        <ProblemNotice problem={problem} />
        <Button kind="primary" submit wide busy={busy}>
          {act}
        </Button>
        {after ? <div class="form-after">{after}</div> : null}
      </form>
    </div>
  )
}
