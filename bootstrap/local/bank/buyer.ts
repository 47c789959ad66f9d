import type { PreparedPayment } from '@tiketi/contracts/payment'
import type { AccountName } from './accounts.ts'
import type { CardName } from './cards.ts'

/** What of a prepared payment the bank's script is given. */
export type Purchase = Pick<
  PreparedPayment,
  'clientKey' | 'customerKey' | 'orderId' | 'orderName' | 'amountWon' | 'successUrl' | 'failUrl'
>

/** What the success redirect brings to the shop: everything that confirming needs. */
export interface Authenticated {
  paymentKey: string
  orderId: string
  amount: number
}

/** What the fail redirect brings to the shop; a buyer who turns back brings no order id. */
export interface NotAuthenticated {
  code: string
  message: string
}

/** By card, or from an account with what the script is told of the method. */
export type Choice =
  | { card: CardName }
  | { account: AccountName; options: { method: string; [option: string]: unknown } }

/** Does over HTTP what a buyer does in the browser: opens the bank's page, chooses, comes back to the shop. */
export async function payAtBank(bankUrl: string, purchase: Purchase, means: Choice): Promise<Authenticated> {
  const byCard = 'card' in means
  const page = await openPage(bankUrl, purchase, byCard ? { method: 'CARD' } : means.options)
  const query = await submit(`${page}/authenticate`, byCard ? { card: means.card } : { account: means.account })
  const { paymentKey, orderId, amount } = query
  if (!paymentKey || !orderId) throw new Error(`The bank sent the buyer back with ${query.code}: ${query.message}`)
  return { paymentKey, orderId, amount: Number(amount) }
}

/** Opens the bank's page and goes back without paying. */
export async function leaveBank(bankUrl: string, purchase: Purchase): Promise<NotAuthenticated> {
  const { code, message } = await submit(`${await openPage(bankUrl, purchase, { method: 'CARD' })}/leave`, {})
  return { code: code!, message: message! }
}

async function openPage(bankUrl: string, purchase: Purchase, options: { method: string }): Promise<string> {
  const { clientKey, customerKey, orderId, orderName, amountWon, successUrl, failUrl } = purchase
  const response = await fetch(`${bankUrl}/v2/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      clientKey,
      customerKey,
      ...options,
      amount: { currency: 'KRW', value: amountWon },
      orderId,
      orderName,
      successUrl,
      failUrl,
    }),
  })
  const answer = (await response.json()) as { paymentKey: string; code?: string; message?: string }
  if (!response.ok) throw new Error(`The bank opened no payment: ${answer.code} ${answer.message}`)
  return `${bankUrl}/pay/${answer.paymentKey}`
}

/** Sends the page's form and reads the query of the redirect that answers it. */
async function submit(url: string, fields: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
  const location = response.headers.get('location')
  if (response.status !== 303 || !location) throw new Error(`The bank's page answered ${response.status}, no redirect.`)
  return Object.fromEntries(new URL(location).searchParams)
}
