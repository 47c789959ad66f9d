import type { PaymentStatus } from '@tiketi/contracts/payment'
import { useEffect, useState } from 'preact/hooks'
import { type ProblemError, toProblem } from '../api/problem.ts'
import { send } from '../api/send.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import './checkout.css'
import { forgetHold } from './kept-hold.ts'
import { PaymentView } from './payment-view.tsx'

const LOOK_AGAIN_MS = 1_500
const TRY_AGAIN_MS = 3_000

/**
 * Where the bank sends the buyer back, maybe in another browser: confirms without a session and shows nothing personal.
 * A reload asks the same again and gets the same answer.
 */
export default function PaySuccessPage() {
  useTitle(words.value.pay.title)
  // As it was on arrival: the page is still there for a moment after the buyer has gone on.
  const [{ query }] = useState(here.peek())
  const orderId = query.get('orderId') ?? ''
  const paymentKey = query.get('paymentKey')
  const amount = Number(query.get('amount'))
  const [status, setStatus] = useState<PaymentStatus | null>(null)
  const [problem, setProblem] = useState<ProblemError | null>(null)
  const [round, setRound] = useState(0)

  useEffect(() => {
    let left = false
    let timer = 0
    const look = () => send<PaymentStatus>(`/api/payment/payments/${encodeURIComponent(orderId)}`, { fresh: true })
    const confirm = () =>
      send<PaymentStatus>('/api/payment/confirmations', { method: 'POST', body: { orderId, paymentKey, amount } })

    async function step(request: () => Promise<PaymentStatus>) {
      try {
        const next = await request()
        if (left) return
        setStatus(next)
        setProblem(null)
        if (next.state === 'captured' || next.state === 'awaiting-deposit') forgetHold()
        if (next.state === 'confirming' || next.state === 'refunding')
          timer = window.setTimeout(() => step(look), LOOK_AGAIN_MS)
      } catch (thrown) {
        if (left) return
        const found = toProblem(thrown)
        setProblem(found)
        // No answer says nothing about the money, so the same question is asked until there is one.
        if (found.status === 0 || found.status === 429 || found.status >= 500)
          timer = window.setTimeout(() => step(request), Math.max(TRY_AGAIN_MS, (found.retryAfterSeconds ?? 0) * 1000))
      }
    }
    void step(paymentKey ? confirm : look)
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [orderId, paymentKey, round])

  return <PaymentView status={status} problem={problem} retry={() => setRound(round + 1)} />
}
