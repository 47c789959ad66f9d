import { GIFT_DAYS } from '@tiketi/contracts/gift'
import type { Order, Ticket } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { offerGift, withdrawGift } from './gift-requests.ts'

interface GiveTicketProps {
  ticket: Ticket
  order: Order
  onChange: () => void
}

/** Gives a ticket to a friend; or shows how far that is. */
export function GiveTicket({ ticket, order, onChange }: GiveTicketProps) {
  const w = words.value.gifts
  const [open, setOpen] = useState(false)
  const { gift } = ticket
  if (gift?.deadline && gift.token)
    return (
      <Offered
        link={`${location.origin}/gifts/${gift.id}#token=${gift.token}`}
        until={formatWhen(gift.deadline, { locale: locale.value, timeZone: order.timeZone })}
        withdraw={() => withdrawGift(gift.id)}
        onChange={onChange}
      />
    )
  if (gift) return <p class="quiet small">{w.given}</p>
  if (!order.gifts) return null
  return (
    <div class="stack">
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {w.give}
      </Button>
      {open ? <Offer ticketId={ticket.id} onChange={onChange} /> : null}
    </div>
  )
}

function Offer({ ticketId, onChange }: { ticketId: string; onChange: () => void }) {
  const w = words.value.gifts
  const [email, setEmail] = useState('')
  const [fault, setFault] = useState<string>()
  const act = useAct()
  async function offer(event: Event) {
    event.preventDefault()
    const to = email.trim()
    if (to && !/^\S+@\S+\.\S+$/.test(to)) return setFault(w.emailFault)
    setFault(undefined)
    if (await act.run(() => offerGift(ticketId, { locale: locale.value, ...(to && { email: to }) }))) onChange()
  }
  return (
    <form class="stack" noValidate onSubmit={offer}>
      <p class="small">{w.giveMeans(GIFT_DAYS)}</p>
      <Field
        label={w.email}
        type="email"
        hint={w.emailHint}
        value={email}
        onInput={setEmail}
        fault={fault}
        maxLength={254}
        autocomplete="off"
      />
      <ProblemNotice problem={act.problem} />
      <Button submit wide busy={act.busy}>
        {w.offer}
      </Button>
    </form>
  )
}

interface OfferedProps {
  link: string
  until: string
  withdraw: () => Promise<unknown>
  onChange: () => void
}

function Offered({ link, until, withdraw, onChange }: OfferedProps) {
  const w = words.value.gifts
  const [copied, setCopied] = useState(false)
  const act = useAct()
  return (
    <div class="stack">
      <p class="small">{w.offered(until)}</p>
      <Field label={w.link} value={link} onInput={() => {}} />
      <p class="unseen" role="status">
        {copied ? w.copied : ''}
      </p>
      <ProblemNotice problem={act.problem} />
      <Button wide onClick={() => act.run(() => navigator.clipboard.writeText(link).then(() => setCopied(true)))}>
        {copied ? w.copied : w.copy}
      </Button>
      <Button
        kind="quiet"
        wide
        busy={act.busy}
        onClick={async () => {
          await act.run(withdraw)
          onChange()
        }}
      >
        {w.withdraw}
      </Button>
    </div>
  )
}
