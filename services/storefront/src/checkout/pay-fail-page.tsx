import type { PaymentStatus } from '@tiketi/contracts/payment'
import { send } from '../api/send.ts'
import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { here } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { bankSentence } from './bank-sentence.ts'
import { keptHold } from './kept-hold.ts'

/** The bank sent the buyer back without an approval. It names no order when the buyer closed its page. */
export default function PayFailPage() {
  const w = words.value
  useTitle(w.pay.notDone)
  const { query } = here.value
  const orderId = query.get('orderId')
  const payment = useLoaded(orderId, (signal) =>
    send<PaymentStatus>(`/api/payment/payments/${encodeURIComponent(orderId ?? '')}`, { signal }),
  )
  const holdId = payment.value?.reservationId ?? keptHold()?.holdId
  const text = bankSentence(query.get('code') ?? '', query.get('message'), w.bank)
  return (
    <State mark="torn" title={w.pay.notDone} text={text}>
      {holdId ? (
        <>
          <p class="quiet small">{w.pay.stillHeld}</p>
          <Button kind="primary" href={paths.checkout(holdId)}>
            {w.pay.backToCheckout}
          </Button>
        </>
      ) : (
        <Button kind="primary" href="/orders">
          {w.pay.toOrders}
        </Button>
      )}
    </State>
  )
}
