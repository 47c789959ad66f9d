import type { PaidWithAnswer } from '@tiketi/contracts/payment'
import type { Order } from '@tiketi/contracts/reservation'
import { ProblemError } from '../api/problem.ts'
import { DepositView } from '../checkout/deposit-view.tsx'
import { getDeposit } from '../checkout/hold-requests.ts'
import { Failed } from '../components/failed.tsx'
import { Notice } from '../components/notice.tsx'
import { State } from '../components/state.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { GiveTicket } from '../gift/give-ticket.tsx'
import { formatCount, formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import type { PageProps } from '../routing/routes.ts'
import { ask } from '../session/ask.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { FileAct } from './file-act.tsx'
import './orders.css'
import { PaidWithFacts } from './paid-with-facts.tsx'
import { RefundAccountForm } from './refund-account-form.tsx'
import { RefundForm } from './refund-form.tsx'
import { RefundList } from './refund-list.tsx'
import { TicketStub } from './ticket-stub.tsx'

const ISSUED_WITHIN_MS = 60_000
const LOOK_AGAIN_MS = 700

export default function OrderPage({ params }: PageProps) {
  const w = words.value.orders
  const orderId = params.orderId ?? ''
  const buyer = useBuyer()
  const paidJustNow = here.value.query.has('new')
  const loaded = useLoaded(buyer ? orderId : null, (signal) =>
    paidJustNow ? whenIssued(orderId, signal) : getOrder(orderId, signal),
  )
  const order = loaded.value
  const payment = useLoaded(order ? `paid with ${orderId}` : null, (signal) =>
    ask<PaidWithAnswer>(`/api/payment/reservations/${orderId}/paid-with`, { signal, fresh: true }),
  )
  useTitle(order ? say(order.title) : w.title)
  if (loaded.problem?.status === 404) return <NotPaidYet orderId={orderId} problem={loaded.problem} />
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!order) {
    if (paidJustNow) return <State mark="ticket" title={w.issuing} text={w.issuingMeans} />
    return (
      <div class="page page-reading stack" aria-busy="true">
        <div class="skeleton order-skeleton" />
        <div class="skeleton ticket-skeleton" />
      </div>
    )
  }
  const when = { locale: locale.value, timeZone: order.timeZone }
  return (
    <div class="page page-reading stack stack-wide">
      <header class="stack stack-tight">
        <h1>{say(order.title)}</h1>
        <p class="figures order-when">{formatWhen(order.startsAt, when)}</p>
        <p class="quiet">{say(order.venue)}</p>
        {order.ticketsLeft > 0 ? (
          <div class="order-files">
            {order.tickets.some(({ code }) => code) ? (
              <FileAct path={`/api/reservation/orders/${order.id}/tickets.pdf`} name={`tiketi-${order.number}.pdf`}>
                {w.pdf}
              </FileAct>
            ) : null}
            <FileAct path={`/api/reservation/orders/${order.id}/calendar.ics`} name={`tiketi-${order.number}.ics`}>
              {w.calendar}
            </FileAct>
          </div>
        ) : (
          <p class="tag tag-kind">{w.allRefunded}</p>
        )}
      </header>
      {order.suspended ? <Suspended orderId={order.id} /> : null}
      <section class="stack" aria-label={w.tickets}>
        {order.tickets.map((ticket, index) => (
          <div key={ticket.id} class="stack stack-tight">
            <TicketStub
              of={order}
              place={ticket}
              code={ticket.code}
              label={w.ticketOf(index + 1, order.tickets.length)}
              tag={
                ticket.gift && !ticket.gift.deadline
                  ? words.value.gifts.withFriend
                  : w.ticketOf(index + 1, order.tickets.length)
              }
              priceWon={ticket.priceWon}
            />
            <GiveTicket ticket={ticket} order={order} onChange={loaded.reload} />
          </div>
        ))}
      </section>
      <section>
        <h2>{w.summary}</h2>
        <dl class="facts figures order-facts">
          <dt>{w.number}</dt>
          <dd>{order.number}</dd>
          <dt>{w.orderedAt}</dt>
          <dd>{formatWhen(order.orderedAt, when)}</dd>
          <dt>{w.seatCount}</dt>
          <dd>{w.seats(order.seats)}</dd>
          {order.discountWon > 0 ? (
            <>
              <dt>{words.value.checkout.voucher.discount}</dt>
              <dd>{`− ${formatWon(order.discountWon)}`}</dd>
            </>
          ) : null}
          <dt>{w.paid}</dt>
          <dd>{formatWon(order.totalWon)}</dd>
          <PaidWithFacts paidWith={payment.value?.paidWith} />
          {order.pointsWon > 0 ? (
            <>
              <dt>{words.value.points.title}</dt>
              <dd>{words.value.points.points(formatCount(order.pointsWon))}</dd>
            </>
          ) : null}
          {order.refundedWon > 0 ? (
            <>
              <dt>{w.refundedSoFar}</dt>
              <dd>{formatWon(order.refundedWon)}</dd>
            </>
          ) : null}
        </dl>
      </section>
      {order.ticketsLeft > 0 ? (
        <RefundForm
          key={order.tickets.map(({ code }) => code).join()}
          order={order}
          payment={payment}
          onDone={loaded.reload}
        />
      ) : null}
      {order.refunds.some(({ returnedAt }) => !returnedAt) && payment.value?.needsRefundAccount ? (
        <RefundAccountForm orderId={order.id} onDone={payment.reload} />
      ) : null}
      {order.refunds.length > 0 ? <RefundList order={order} /> : null}
    </div>
  )
}

/** No order: perhaps a deposit is awaited for it. */
function NotPaidYet({ orderId, problem }: { orderId: string; problem: ProblemError }) {
  const loaded = useLoaded(`deposit of ${orderId}`, (signal) => getDeposit(orderId, signal))
  const deposit = loaded.value?.deposit
  if (deposit) return <DepositView deposit={deposit} amountWon={deposit.amountWon} />
  return loaded.value || loaded.problem ? <Failed problem={problem} retry={loaded.reload} /> : null
}

function Suspended({ orderId }: { orderId: string }) {
  const deposit = useLoaded(`deposit of ${orderId}`, (signal) => getDeposit(orderId, signal)).value?.deposit
  return (
    <>
      <Notice kind="warning">{words.value.orders.suspended}</Notice>
      {deposit ? <DepositView deposit={deposit} amountWon={deposit.amountWon} /> : null}
    </>
  )
}

const getOrder = (orderId: string, signal: AbortSignal) =>
  ask<Order>(`/api/reservation/orders/${orderId}`, { signal, fresh: true })

/** Tickets are issued a moment after the payment. */
async function whenIssued(orderId: string, signal: AbortSignal): Promise<Order> {
  const until = Date.now() + ISSUED_WITHIN_MS
  for (;;) {
    try {
      return await getOrder(orderId, signal)
    } catch (thrown) {
      const early = thrown instanceof ProblemError && thrown.status === 404 && Date.now() < until
      if (!early || signal.aborted) throw thrown
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
    }
  }
}
