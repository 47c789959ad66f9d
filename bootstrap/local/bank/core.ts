import type { Books, StoredAnswer } from './books.ts'
import type { Payment } from './payment.ts'
import type { Script } from './script.ts'
import type { Switches } from './switches.ts'
import { newDepositCallback, newWebhook, type Webhooks } from './webhooks.ts'

/** What every act of the bank stands on. */
export interface Core {
  books: Books
  script: Script
  switches: Switches
  webhooks: Webhooks | undefined
  now: () => number
  keys: { secretKey: string; clientKey: string }
  shop: { mId: string; name: { ko: string; en: string }; origins: readonly string[]; payUrl: string }
  latencyMs: number
  slowCardMs: number
}

/** Writes a payment's new status together with what follows from it, then lets the webhook go. */
export function settle(core: Core, payment: Payment, answer?: StoredAnswer) {
  const { object } = payment
  const webhook =
    core.webhooks && object.status !== 'WAITING_FOR_DEPOSIT' && newWebhook(object, core.now(), core.switches)
  const callback = core.webhooks && object.virtualAccount && newDepositCallback(object, core.now())
  core.books.write({
    payment: payment.record,
    ...(answer && { answer }),
    ...(webhook && { webhook }),
    ...(callback && { callback }),
  })
  for (const told of [callback, webhook]) if (told) void core.webhooks?.send(told)
}

/** The payment as it is now: one whose time is over expires on being looked at. */
export function findPayment(core: Core, paymentKey: string): Payment | undefined {
  const payment = core.books.payment(paymentKey)
  return payment && expireIfDue(core, payment)
}

/** The order's payment: the approved one, else the newest. */
export function findOrder(core: Core, orderId: string): Payment | undefined {
  const payments = core.books.paymentsOf(orderId).map((payment) => expireIfDue(core, payment))
  return payments.find(({ object }) => object.approvedAt !== null) ?? payments.at(-1)
}

export function expireDue(core: Core) {
  for (const payment of core.books.due(core.now())) expireIfDue(core, payment)
}

function expireIfDue(core: Core, payment: Payment) {
  if (payment.expiresMs > core.now()) return payment
  payment.expire()
  settle(core, payment)
  return payment
}
