import type { PaidWithAnswer } from '@tiketi/contracts/payment'
import type { Refund, RefundQuote } from '@tiketi/contracts/refund'
import type { Order } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { actOnce } from '../api/idempotency-key.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import '../checkout/checkout.css'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { ask } from '../session/ask.ts'
import { placeWords } from './place-words.ts'
import { RefundAccountForm } from './refund-account-form.tsx'

interface RefundFormProps {
  order: Order
  payment: { value: PaidWithAnswer | null; reload: () => void }
  onDone: () => void
}

/** Gives tickets back; what that costs is asked for when somebody wants to know. */
export function RefundForm({ order, payment, onDone }: RefundFormProps) {
  const w = words.value.orders
  const [open, setOpen] = useState(false)
  return (
    <section class="stack">
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {w.refund}
      </Button>
      {open && payment.value?.needsRefundAccount ? (
        <RefundAccountForm orderId={order.id} onDone={payment.reload} />
      ) : null}
      {open && !payment.value?.needsRefundAccount ? <Choice order={order} onDone={onDone} /> : null}
    </section>
  )
}

function Choice({ order, onDone }: Omit<RefundFormProps, 'payment'>) {
  const w = words.value.orders
  const root = `/api/reservation/orders/${order.id}`
  const quote = useLoaded(`quote ${order.id} ${order.ticketsLeft}`, (signal) =>
    ask<RefundQuote>(`${root}/refund-quote`, { signal, fresh: true }),
  )
  const [chosen, setChosen] = useState<string[]>([])
  const [asking, setAsking] = useState(false)
  const act = useAct()
  if (quote.problem) return <ProblemNotice problem={quote.problem} />
  if (!quote.value) return <div class="skeleton order-skeleton" aria-busy="true" />
  const { because, until, tickets } = quote.value
  if (order.tickets.every(({ gift }) => gift && !gift.deadline)) return <Notice>{words.value.gifts.allGiven}</Notice>
  if (tickets.length === 0) return <Notice>{w.refundClosed}</Notice>
  const costs = tickets.filter(({ id }) => chosen.includes(id))
  const priceWon = costs.reduce((sum, cost) => sum + cost.priceWon, 0)
  const feeWon = costs.reduce((sum, cost) => sum + cost.feeWon, 0)
  const back = formatWon(priceWon - feeWon)

  async function giveBack() {
    setAsking(false)
    const done = await act.run(() =>
      actOnce(`refund.${order.id}.${chosen.toSorted().join()}`, (key) =>
        ask<Refund>(`${root}/refunds`, {
          method: 'POST',
          body: { tickets: chosen, feeWon },
          headers: { 'idempotency-key': key },
        }),
      ),
    )
    if (done) onDone()
    // Perhaps the fee changed at midnight: what is shown is asked for again.
    else quote.reload()
  }
  return (
    <div class="stack">
      <p class="quiet small">
        {because === 'policy' ? w.refundMeans : w.refundFree[because]}{' '}
        {until ? w.refundUntil(formatWhen(until, { locale: locale.value, timeZone: order.timeZone })) : ''}
      </p>
      <ul class="stack stack-tight">
        {order.tickets.map((ticket) => {
          const cost = tickets.find(({ id }) => id === ticket.id)
          return cost ? (
            <li key={ticket.id}>
              <label class="refund-line">
                <input
                  type="checkbox"
                  checked={chosen.includes(ticket.id)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, ticket.id] : chosen.filter((id) => id !== ticket.id))
                  }
                />
                <span>{placeWords(ticket)}</span>
                <span class="figures refund-amount">{formatWon(cost.priceWon - cost.feeWon)}</span>
              </label>
            </li>
          ) : null
        })}
      </ul>
      {chosen.length > 0 ? (
        <>
          <dl class="price-parts figures" aria-live="polite">
            <div>
              <dt>{w.refundPrice}</dt>
              <dd>{formatWon(priceWon)}</dd>
            </div>
            <div>
              <dt>{w.refundFee}</dt>
              <dd>{formatWon(feeWon)}</dd>
            </div>
            <div class="price-parts-total">
              <dt>{w.refundBack}</dt>
              <dd>{back}</dd>
            </div>
          </dl>
          <ProblemNotice problem={act.problem} />
          <Button wide busy={act.busy} onClick={() => setAsking(true)}>
            {w.refundAct(chosen.length, back)}
          </Button>
        </>
      ) : null}
      {asking ? (
        <ConfirmDialog
          title={w.refundAsk(chosen.length)}
          text={w.refundAskMeans(back)}
          act={w.refundAct(chosen.length, back)}
          onAct={giveBack}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}
