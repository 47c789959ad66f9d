import type { PaidWith } from '@tiketi/contracts/payment'
import { words } from '../language/language.ts'

/** What the order was paid with, once the payment service has said so. */
export function PaidWithFacts({ paidWith }: { paidWith: PaidWith | null | undefined }) {
  const w = words.value.orders
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
