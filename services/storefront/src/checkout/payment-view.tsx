import type { PaymentStatus } from '@tiketi/contracts/payment'
import { isAway, type ProblemError, sentenceFor } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { State } from '../components/state.tsx'
import { formatWon } from '../language/format.ts'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { bankSentence } from './bank-sentence.ts'
import { DepositView } from './deposit-view.tsx'

interface PaymentViewProps {
  status: PaymentStatus | null
  problem: ProblemError | null
  retry: () => void
}

/** How a payment stands, and what to do next. */
export function PaymentView({ status, problem, retry }: PaymentViewProps) {
  const w = words.value
  const undecided = problem && isAway(problem)
  if (problem && !undecided)
    return (
      <State mark="torn" title={w.pay.notDone} text={sentenceFor(problem, w.problems)}>
        <Button kind="primary" href="/orders">
          {w.pay.toOrders}
        </Button>
      </State>
    )
  if (!status || status.state === 'confirming')
    return (
      <State mark="clock" title={w.pay.confirming} text={w.pay.confirmingMeans}>
        <div class="pay-wait" role="status" aria-label={w.pay.confirming} />
        {undecided ? (
          <Notice kind="warning" urgent>
            {sentenceFor(problem, w.problems)}
          </Notice>
        ) : null}
      </State>
    )
  if (status.deposit) return <DepositView deposit={status.deposit} amountWon={status.amountWon} />
  if (status.state === 'captured')
    return (
      <State mark="ticket" title={w.pay.done} text={w.pay.doneMeans(formatWon(status.amountWon))}>
        <Button kind="primary" href={`${paths.order(status.reservationId)}?new=1`}>
          {w.pay.toTickets}
        </Button>
      </State>
    )
  if (status.state === 'refunding' || status.state === 'refunded')
    return (
      <State mark="torn" title={w.pay.refund} text={w.pay.refundMeans(formatWon(status.amountWon))}>
        <Button kind="primary" href="/">
          {w.notFound.home}
        </Button>
      </State>
    )
  const text = bankSentence(status.code ?? status.state.toUpperCase(), status.reason, w.bank)
  return (
    <State mark="torn" title={w.pay.notDone} text={text}>
      {status.state === 'prepared' ? <Button onClick={retry}>{w.tryAgain}</Button> : null}
      <Button kind="primary" href={paths.checkout(status.reservationId)}>
        {w.pay.backToCheckout}
      </Button>
    </State>
  )
}
