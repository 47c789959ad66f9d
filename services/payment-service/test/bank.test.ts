import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { createBank } from '../../../bootstrap/local/bank/bank.ts'
import { payAtBank } from '../../../bootstrap/local/bank/buyer.ts'
import { Bank } from '../src/bank.ts'

const SECRET = 'test_sk_of_this_test_only'
const CLIENT = 'test_ck_of_this_test_only'

test('the bank takes the approved money once, and gives the balance back once', async (t) => {
  const { bank, approve } = await testBank(t)
  const { paymentKey, orderId } = await approve(110_000)
  const first = await bank.confirm(paymentKey, orderId, 110_000, `confirm:${orderId}:1`)
  const again = await bank.confirm(paymentKey, orderId, 110_000, `confirm:${orderId}:1`)
  assert.equal(first.kind === 'payment' && first.payment.status, 'DONE')
  assert.deepEqual(again, first)
  const cancel = (refundableWon: number, idempotencyKey: string) =>
    bank.cancel(paymentKey, { amountWon: 110_000, refundableWon, reason: '시험', idempotencyKey })
  const wrong = await cancel(5, `refund:${orderId}:1`)
  assert.deepEqual(wrong, { kind: 'refused', code: 'NOT_MATCHES_REFUNDABLE_AMOUNT', status: 400 })
  const back = await cancel(110_000, `refund:${orderId}:2`)
  assert.equal(back.kind === 'payment' && back.payment.balanceAmount, 0)
  const found = await bank.find(paymentKey)
  assert.equal(found.kind === 'payment' && found.payment.status, 'CANCELED')
})

test('a refusal is a refusal; a failure, a time-out and a broken line are unknown', async (t) => {
  const { bank, approve, script } = await testBank(t)
  const outcomeOf = async (rule: object) => {
    const { paymentKey, orderId } = await approve(110_000)
    await script({ on: 'confirm', orderId, ...rule })
    return bank.confirm(paymentKey, orderId, 110_000, `confirm:${orderId}:1`)
  }
  assert.deepEqual(await outcomeOf({ fault: 'error', code: 'REJECT_CARD_PAYMENT' }), {
    kind: 'refused',
    code: 'REJECT_CARD_PAYMENT',
    status: 403,
  })
  const expected = [
    [{ fault: 'error', code: 'FAILED_INTERNAL_SYSTEM_PROCESSING' }, true],
    [{ fault: 'error', code: 'PROVIDER_ERROR' }, true],
    [{ fault: 'no-answer' }, false],
    [{ fault: 'drop' }, false],
    [{ fault: 'hang-up' }, false],
  ] as const
  for (const [rule, failed] of expected) {
    const answer = await outcomeOf(rule)
    assert.deepEqual(
      [answer.kind, answer.kind === 'unknown' && answer.failed],
      ['unknown', failed],
      JSON.stringify(rule),
    )
  }
  assert.deepEqual(await bank.find('no-such-payment'), { kind: 'refused', code: 'NOT_FOUND_PAYMENT', status: 404 })
})

async function testBank(t: TestContext) {
  const sandbox = await createBank({ secretKey: SECRET, clientKey: CLIENT, shopOrigins: ['http://shop'] })
  const bank = new Bank({ BANK_URL: sandbox.url, BANK_SECRET_KEY: SECRET, BANK_TIMEOUT_MS: 500 })
  t.after(async () => {
    await bank.close()
    await sandbox.close()
  })
  return {
    bank,
    approve: (amountWon: number) =>
      payAtBank(
        sandbox.url,
        {
          clientKey: CLIENT,
          customerKey: 'customer',
          orderId: randomBytes(16).toString('base64url'),
          orderName: '시험',
          amountWon,
          successUrl: 'http://shop/pay/success',
          failUrl: 'http://shop/pay/fail',
        },
        { card: 'approves' },
      ),
    async script(rule: object) {
      const response = await fetch(`${sandbox.url}/sandbox/script`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      })
      assert.ok(response.ok, await response.text())
    },
  }
}
