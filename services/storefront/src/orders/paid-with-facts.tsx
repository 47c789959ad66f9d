import type { PaidWith } from '@tiketi/contracts/payment'
import { useLoaded } from '../components/use-loaded.ts'
import { words } from '../language/language.ts'
import { ask } from '../session/ask.ts'

/** What the order was paid with. It is the payment service's to say, and an order is whole without it. */
export function PaidWithFacts({ orderId }: { orderId: string }) {
  const w = words.value.orders
  const paidWith = useLoaded(`paid with ${orderId}`, async (signal) => {
    const path = `/api/payment/reservations/${orderId}/paid-with`
    return (await ask<{ paidWith: PaidWith | null }>(path, { signal })).paidWith
  }).value
  if (!paidWith) return null
  const { method, name, cashReceiptUrl } = paidWith
  return (
    <>
      <dt>{w.paidWith}</dt>
      <dd>{name ? `${w.methods[method]} · ${name}` : w.methods[method]}</dd>
      {cashReceiptUrl ? (
        <>
          <dt>{w.cashReceipt}</dt>
          <dd>
            <a href={cashReceiptUrl} target="_blank" rel="noopener">
              {w.cashReceiptShow}
            </a>
          </dd>
        </>
      ) : null}
    </>
  )
}
