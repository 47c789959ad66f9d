import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import vm from 'node:vm'
import { clientKey, newPurchase, shopOrigin, startShop } from './shop.ts'

interface Payment {
  requestPayment(request: unknown): Promise<void>
  destroy(): Promise<void>
}
type TossPayments = ((clientKey: unknown) => { payment(options?: unknown): Payment }) & { ANONYMOUS: string }

/** The script as a browser would run it in the shop's page; `visited` is where it sends the buyer. */
async function loadScript(t: TestContext, language = 'ko') {
  const { bank, payment } = await startShop(t)
  const response = await fetch(`${bank.url}/v2/standard`)
  const visited: string[] = []
  const window: { TossPayments?: TossPayments } = {}
  vm.runInNewContext(await response.text(), {
    window,
    document: { currentScript: { src: `${bank.url}/v2/standard` }, documentElement: { lang: language } },
    location: { assign: (url: string) => visited.push(url) },
    fetch: (url: string, init: RequestInit) =>
      fetch(url, { ...init, headers: { ...init.headers, origin: shopOrigin } }),
    AbortController,
    URL,
  })
  return { bank, payment, headers: response.headers, visited, TossPayments: window.TossPayments! }
}

function requestOf(fields: object = {}) {
  const { orderId, orderName, amountWon, successUrl, failUrl } = newPurchase()
  return {
    method: 'CARD',
    amount: { currency: 'KRW', value: amountWon },
    orderId,
    orderName,
    successUrl,
    failUrl,
    ...fields,
  }
}

test("requestPayment opens a payment and sends the buyer to the bank's page, in the shop's language", async (t) => {
  const { bank, payment, headers, visited, TossPayments } = await loadScript(t, 'en')
  assert.match(headers.get('content-type') ?? '', /^text\/javascript/)
  assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin')

  const request = requestOf({ metadata: { reservation: 'r-1' } })
  await TossPayments(clientKey).payment({ customerKey: TossPayments.ANONYMOUS }).requestPayment(request)
  const [page] = visited
  const [, paymentKey] = new RegExp(`^${bank.url}/pay/([^?]+)\\?lang=en$`).exec(page ?? '') ?? []
  const opened = await payment(paymentKey!)
  assert.deepEqual(
    [opened.status, opened.orderId, opened.totalAmount, opened.metadata],
    ['READY', request.orderId, 15_000, { reservation: 'r-1' }],
  )
})

test('keys that cannot open payments are refused at once', async (t) => {
  const { TossPayments } = await loadScript(t)
  const customerKey = 'buyer-7'
  const refusals: [clientKey: unknown, options: unknown, code: string][] = [
    [undefined, { customerKey }, 'INVALID_CLIENT_KEY'],
    ['test_sk_shop', { customerKey }, 'INVALID_CLIENT_KEY'],
    ['test_gck_shop', { customerKey }, 'NOT_SUPPORTED_WIDGET_KEY'],
    [clientKey, undefined, 'INVALID_CUSTOMER_KEY'],
    [clientKey, { customerKey: '홍길동' }, 'INVALID_CUSTOMER_KEY'],
    [clientKey, { customerKey: 'test_sk_shop' }, 'INSECURE_KEY_USAGE'],
  ]
  for (const [key, options, code] of refusals) assert.throws(() => TossPayments(key).payment(options), { code })
  assert.equal(TossPayments.ANONYMOUS, '@@ANONYMOUS')
})

test('a request that the SDK would refuse is refused by its code, and nobody is sent anywhere', async (t) => {
  const { visited, TossPayments } = await loadScript(t)
  const payment = TossPayments(clientKey).payment({ customerKey: 'buyer-7' })
  const refusals: [fields: object, code: string][] = [
    [{ method: 'MOBILE_PHONE' }, 'NOT_SUPPORTED_METHOD'],
    [{ amount: { currency: 'USD', value: 1 } }, 'INVALID_AMOUNT_CURRENCY'],
    [{ amount: { currency: 'KRW', value: '15000' } }, 'INVALID_AMOUNT_VALUE'],
    [{ amount: { currency: 'KRW', value: 0 } }, 'BELOW_ZERO_AMOUNT'],
    [{ successUrl: undefined, failUrl: undefined }, 'NOT_SUPPORTED_PROMISE'],
    [{ successUrl: '/paid' }, 'INCORRECT_SUCCESS_URL_FORMAT'],
    [{ failUrl: undefined }, 'INCORRECT_FAIL_URL_FORMAT'],
    [{ orderId: 'short' }, 'INVALID_PARAMETERS'],
    [{ orderName: '' }, 'INVALID_PARAMETERS'],
    [{ metadata: Object.fromEntries('abcdef'.split('').map((key) => [key, ''])) }, 'INVALID_METADATA'],
    [{ amount: { currency: 'KRW', value: 50 } }, 'BELOW_MINIMUM_AMOUNT'],
  ]
  for (const [fields, code] of refusals) {
    await assert.rejects(payment.requestPayment(requestOf(fields)), { code }, JSON.stringify(fields))
  }
  await assert.rejects(payment.requestPayment(undefined), { code: 'INVALID_PARAMETERS' })
  assert.deepEqual(visited, [])
})

test('one payment is opened at a time; destroy gives it up, and a bank that is away is told', async (t) => {
  const { bank, visited, TossPayments } = await loadScript(t)
  const payment = TossPayments(clientKey).payment({ customerKey: 'buyer-7' })
  const first = payment.requestPayment(requestOf())
  await assert.rejects(payment.requestPayment(requestOf()), { code: 'INVALID_METHOD_TRANSACTION' })
  await payment.destroy()
  await assert.rejects(first, { code: 'PAYMENT_REQUEST_ABORTED' })
  await payment.requestPayment(requestOf())
  assert.equal(visited.length, 1)
  await bank.close()
  await assert.rejects(payment.requestPayment(requestOf()), { code: 'UNKNOWN' })
})
