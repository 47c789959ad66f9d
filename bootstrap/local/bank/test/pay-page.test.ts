import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveBank, payAtBank } from '../buyer.ts'
import { clientKey, newPurchase, shopOrigin, startShop, testClock } from './shop.ts'

const openPage = async (bankUrl: string, fields: object = {}) => {
  const { amountWon, ...purchase } = newPurchase()
  const response = await fetch(`${bankUrl}/v2/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: shopOrigin },
    body: JSON.stringify({ method: 'CARD', amount: { currency: 'KRW', value: amountWon }, ...purchase, ...fields }),
  })
  return { response, body: (await response.json()) as { paymentKey: string; checkoutUrl: string; code: string } }
}

const press = (url: string, fields: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })

test('the page shows shop, order and amount, escapes what it shows, and lets no inline script run', async (t) => {
  const { bank } = await startShop(t, { shopName: { ko: '티케티', en: 'Tiketi' } })
  const { body } = await openPage(bank.url, { orderName: '<script>alert(1)</script> & "둘"' })
  const response = await fetch(bank.url + body.checkoutUrl)
  const page = await response.text()
  assert.match(page, /<html lang="ko">/)
  assert.match(page, /실제로 돈이 오가지 않아요/)
  assert.match(page, /<h1 id="shop">티케티<\/h1>/)
  assert.match(page, /₩15,000/)
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;둘&quot;/)
  assert.equal(page.match(/type="radio" name="card"/g)?.length, 5)
  assert.equal(page.match(/ checked>/g)?.length, 1)
  assert.doesNotMatch(page, /<script(?! src="\/pay\.js" defer><\/script>)| style=| on\w+=/)

  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'; style-src 'self'; script-src 'self'/)
  assert.ok(policy.includes(`form-action 'self' ${shopOrigin};`) && policy.includes("frame-ancestors 'none'"))
  for (const file of ['/pay.css', '/pay.js']) assert.equal((await fetch(bank.url + file)).status, 200)
})

test('the page speaks English to those who ask or switch', async (t) => {
  const { bank } = await startShop(t)
  const { body } = await openPage(bank.url)
  const address = `${bank.url}/pay/${body.paymentKey}`
  const asked = await (await fetch(address, { headers: { 'accept-language': 'en-US,en;q=0.9' } })).text()
  const switched = await (await fetch(`${address}?lang=en`, { headers: { 'accept-language': 'ko' } })).text()
  for (const page of [asked, switched])
    assert.match(page, /<html lang="en">[\s\S]*This is a test bank\. No money moves\./)
})

test('a buyer who pays comes back with what confirming needs; a second press goes the same way', async (t) => {
  const { bank, confirm } = await startShop(t)
  const { body } = await openPage(bank.url)
  const action = `${bank.url}/pay/${body.paymentKey}/authenticate`
  const [first, second] = [await press(action, { card: 'approves' }), await press(action, { card: 'stolen' })]
  assert.deepEqual([first.status, second.status], [303, 303])
  assert.equal(first.headers.get('location'), second.headers.get('location'))
  const back = new URL(first.headers.get('location')!)
  assert.equal(back.origin + back.pathname, `${shopOrigin}/paid`)
  const { locale, amount, ...rest } = Object.fromEntries(back.searchParams)
  assert.equal(locale, 'ko')
  const confirmed = await confirm({ ...rest, amount: Number(amount) })
  assert.deepEqual([confirmed.status, confirmed.body.card?.issuerCode], [200, '41'])
})

test('a buyer who turns back comes back without an order id, and may still pay', async (t) => {
  const { bank } = await startShop(t)
  const purchase = newPurchase()
  assert.deepEqual(await leaveBank(bank.url, purchase), {
    code: 'PAY_PROCESS_CANCELED',
    message: '결제가 사용자에 의해 취소되었습니다.',
  })
  assert.deepEqual(Object.keys(await payAtBank(bank.url, purchase, { card: 'approves' })), [
    'paymentKey',
    'orderId',
    'amount',
  ])
})

test('the page tells what became of a payment that cannot be paid any more', async (t) => {
  const clock = testClock()
  const { bank, pay, confirm } = await startShop(t, { now: clock.now })
  const show = async (paymentKey: string) => await (await fetch(`${bank.url}/pay/${paymentKey}?lang=en`)).text()
  const authenticated = await pay('approves')
  assert.match(await show(authenticated.paymentKey), /Your card is confirmed[\s\S]*href="http:\/\/shop\.example\/paid/)
  await confirm(authenticated)
  assert.match(await show(authenticated.paymentKey), /This payment is complete/)
  const declined = await pay('limit-exceeded')
  await confirm(declined)
  assert.match(await show(declined.paymentKey), /This payment was not approved/)

  const { body } = await openPage(bank.url)
  clock.advanceMinutes(30)
  assert.match(await show(body.paymentKey), /The time to pay is over/)
  const late = await press(`${bank.url}/pay/${body.paymentKey}/authenticate?lang=en`, { card: 'approves' })
  assert.match(await late.text(), /The time to pay is over/)
  const left = await press(`${bank.url}/pay/${body.paymentKey}/leave`)
  assert.match(left.headers.get('location') ?? '', /code=PAY_PROCESS_ABORTED&message=.*&orderId=/)

  const missing = await fetch(`${bank.url}/pay/nothing?lang=en`)
  assert.equal(missing.status, 404)
  assert.match(await missing.text(), /There is no such payment/)
})

test('a card that is not on the page is refused and the payment stays open', async (t) => {
  const { bank, payment } = await startShop(t)
  const { body } = await openPage(bank.url)
  for (const fields of [{}, { card: 'toString' }]) {
    assert.equal(
      (await press(`${bank.url}/pay/${body.paymentKey}/authenticate`, fields as Record<string, string>)).status,
      400,
    )
  }
  assert.equal((await payment(body.paymentKey)).status, 'READY')
})

test("only the shop's pages may open payments from a browser, and only well-formed ones", async (t) => {
  const { bank } = await startShop(t)
  const preflight = (origin: string) => fetch(`${bank.url}/v2/sessions`, { method: 'OPTIONS', headers: { origin } })
  assert.equal((await preflight(shopOrigin)).headers.get('access-control-allow-origin'), shopOrigin)
  assert.equal((await preflight('http://elsewhere.example')).headers.get('access-control-allow-origin'), null)
  const { response } = await openPage(bank.url)
  assert.equal(response.headers.get('access-control-allow-origin'), shopOrigin)

  const refusals: [fields: object, code: string][] = [
    [{ clientKey: 'test_ck_stranger' }, 'UNAUTHORIZED_KEY'],
    [{ method: 'MOBILE_PHONE' }, 'NOT_SUPPORTED_METHOD'],
    [{ amount: { currency: 'USD', value: 15_000 } }, 'INVALID_CURRENCY'],
    [{ amount: { currency: 'KRW', value: 99 } }, 'BELOW_MINIMUM_AMOUNT'],
    [{ amount: { currency: 'KRW', value: 150.5 } }, 'INVALID_REQUEST'],
    [{ orderId: 'short' }, 'INVALID_ORDER_ID'],
    [{ orderId: 'o'.repeat(65) }, 'INVALID_ORDER_ID'],
    [{ orderName: '이'.repeat(101) }, 'INVALID_ORDER_NAME'],
    [{ customerKey: 'x' }, 'INVALID_CUSTOMER_KEY'],
    [{ customerEmail: 'nobody' }, 'INVALID_EMAIL'],
    [{ customerMobilePhone: '010-1234-5678' }, 'INVALID_PHONE'],
    [{ successUrl: '/paid' }, 'INCORRECT_SUCCESS_URL_FORMAT'],
    [{ failUrl: 'javascript:alert(1)' }, 'INCORRECT_FAIL_URL_FORMAT'],
    [{ metadata: { a: '', b: '', c: '', d: '', e: '', f: '' } }, 'INVALID_METADATA'],
    [{ taxFreeAmount: 15_001 }, 'INVALID_REQUEST'],
  ]
  for (const [fields, code] of refusals)
    assert.equal((await openPage(bank.url, fields)).body.code, code, JSON.stringify(fields))
  assert.equal((await openPage(bank.url, { clientKey, metadata: { seats: 'A-1, A-2' } })).response.status, 200)
})
