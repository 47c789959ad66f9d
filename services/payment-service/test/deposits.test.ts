import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import { until } from '@tiketi/kit/testing'
import type { Someone } from '../../reservation-service/test/someone.ts'
import { stage } from './stage.ts'

const IN_TEN_DAYS = new Date(Date.now() + 10 * 86_400_000).toISOString()
const ACCOUNT = { bankCode: '06', accountNumber: '12345678901234', holderName: '김민지' }

/** A sale that takes deposits, and what buyers, depositors and the clock do. */
async function depositStage(t: TestContext, { webhooks = true, virtualAccounts = true } = {}) {
  const all = await stage(t, { webhooks })
  const { seats, app, bank, payWith, confirm } = all
  const performance = await seats.sell({ onSale: { closesAt: IN_TEN_DAYS, virtualAccounts } })
  const prepare = (buyer: Someone, reservationId: string, virtualAccount = true) =>
    buyer.at(app).post('/api/payment/payments', { reservationId, virtualAccount }, { 'idempotency-key': randomUUID() })
  const authenticate = (payment: PreparedPayment) =>
    payWith(payment, {
      account: 'pays',
      options: { method: 'VIRTUAL_ACCOUNT', virtualAccount: { cashReceipt: { type: '소득공제' } } },
    })
  async function awaiting(places: number[], buyer?: Someone) {
    const who = buyer ?? (await seats.someone())
    const hold = await who.held(performance.id, places)
    const prepared = await prepare(who, hold.id)
    assert.equal(prepared.status, 201, JSON.stringify(prepared.body))
    const redirect = await authenticate(prepared.body)
    const { body } = await confirm(redirect)
    assert.equal(body.state, 'awaiting-deposit', JSON.stringify(body))
    return { buyer: who, hold, redirect, deposit: body.deposit, prepared: prepared.body as PreparedPayment }
  }
  async function act(verb: 'deposit' | 'reverse-deposit', orderId: string) {
    const { status } = await fetch(`${bank.url}/sandbox/orders/${orderId}/${verb}`, { method: 'POST' })
    assert.equal(status, 200)
  }
  const order = async ({ buyer, hold }: { buyer: Someone; hold: { id: string } }) =>
    (await buyer.get(`/api/reservation/orders/${hold.id}`)).body
  return {
    ...all,
    performance,
    prepare,
    authenticate,
    awaiting,
    deposit: (orderId: string) => act('deposit', orderId),
    reverse: (orderId: string) => act('reverse-deposit', orderId),
    order,
    /** The time for a deposit has just run out. */
    async runOut(orderId: string) {
      await seats.sql(
        `update payment.payment set deposit_until = now() - interval '1 second', next_look_at = now() where order_id = ?`,
        [orderId],
      )
    },
    async ledger() {
      const rows = await seats.sql<{ account: string; won: number }>(
        'select account, sum(amount_won)::int as won from payment.ledger_line group by account',
      )
      return Object.fromEntries(rows.map(({ account, won }) => [account, won]))
    },
  }
}

test('a sale takes deposits only where its organiser said so; whoever asks the bank for an account all the same gets none', async (t) => {
  const { seats, performance, prepare, prepared, authenticate, confirm, atBank, reservation } = await depositStage(t, {
    virtualAccounts: false,
  })
  const buyer = await seats.someone()
  const hold = await buyer.held(performance.id, [0])
  assert.deepEqual((await buyer.get(`/api/reservation/holds/${hold.id}/deposit-terms`)).body, { until: null })
  assert.equal((await prepare(buyer, hold.id)).body.code, 'DEPOSIT_NOT_OFFERED')
  const { body } = await confirm(await authenticate(await prepared(buyer, hold.id)))
  assert.deepEqual([body.state, body.code], ['declined', 'METHOD_NOT_ALLOWED'])
  assert.equal((await atBank(body.orderId))[0]!.status, 'CANCELED', 'nobody can pay into it')
  await until(async () => (await reservation(hold.id)).state === 'held')
})

test('seats wait for a deposit until the next day ends in Korea, and it makes the order whatever webhooks do', async (t) => {
  const { app, awaiting, deposit, reservation, script, reaches, ledger, order, seats } = await depositStage(t)
  const one = await awaiting([0, 1])
  const korea = new Date(Date.now() + 9 * 3_600_000)
  const tomorrow = new Date(Date.UTC(korea.getUTCFullYear(), korea.getUTCMonth(), korea.getUTCDate() + 1, 14, 59))
  assert.equal(one.deposit.until, tomorrow.toISOString())
  assert.deepEqual([one.deposit.bank, one.deposit.accountNumber.startsWith('X')], ['국민은행', true])
  const awaited = (await one.buyer.at(app).get('/api/payment/deposits')).body.deposits
  assert.deepEqual(
    awaited.map(({ reservationId, until }: { reservationId: string; until: string }) => [reservationId, until]),
    [[one.hold.id, one.deposit.until]],
  )
  assert.equal((await reservation(one.hold.id)).state, 'capturing')
  assert.deepEqual(await ledger(), {}, 'nothing was paid')

  await script({ on: 'webhook', fault: 'duplicate', times: 2, orderId: one.redirect.orderId })
  await deposit(one.redirect.orderId)
  await reaches(one.redirect.orderId, 'captured')
  await until(async () => (await order(one)).tickets?.length === 2)
  assert.deepEqual(await ledger(), { bank: one.hold.totalWon, sales: -one.hold.totalWon })

  const two = await awaiting([2])
  await script({ on: 'webhook', fault: 'late', times: 10, orderId: two.redirect.orderId })
  await deposit(two.redirect.orderId)
  await seats.sql('update payment.payment set next_look_at = now() where order_id = ?', [two.redirect.orderId])
  await reaches(two.redirect.orderId, 'captured')
})

test('a webhook that does not know the secret of a deposit has nobody asked, and none is believed without asking', async (t) => {
  const { app, awaiting, seats, order } = await depositStage(t, { webhooks: false })
  const one = await awaiting([0])
  await seats.sql(`update payment.payment set next_look_at = now() + interval '1 hour'`)
  const callback = (secret: string) =>
    app.inject({
      method: 'POST',
      url: '/api/payment/webhooks/toss',
      headers: { 'tosspayments-webhook-transmission-id': randomUUID() },
      payload: { createdAt: 'x', secret, status: 'DONE', transactionKey: 'x', orderId: one.redirect.orderId },
    })
  const looked = async () => {
    const [row] = await seats.sql<{ soon: boolean }>(
      `select next_look_at < now() + interval '1 minute' as soon from payment.payment`,
    )
    return row!.soon
  }
  assert.equal((await callback('ps_guessed')).statusCode, 200)
  assert.equal(await looked(), false)
  const [{ secret }] = (await seats.sql(`select deposit->>'secret' as secret from payment.payment`)) as [
    { secret: string },
  ]
  assert.equal((await callback(secret)).statusCode, 200)
  await until(async () => !(await looked()))
  assert.equal((await order(one)).code, 'ORDER_UNKNOWN', 'the bank says that nobody has paid')
})

test('one deposit a person is awaited, however many tabs prepared one', async (t) => {
  const { awaiting, authenticate, prepare, confirm, performance, seats, prepared } = await depositStage(t)
  const buyer = await seats.someone()
  const held = [await buyer.held(performance.id, [0]), await buyer.held(performance.id, [1])]
  const [first, second] = await Promise.all(held.map(async ({ id }) => (await prepare(buyer, id)).body))
  const redirects = [await authenticate(first), await authenticate(second)]
  const answers = await Promise.all(redirects.map(confirm))
  assert.deepEqual(answers.map(({ body }) => body.code ?? body.state).toSorted(), ['DEPOSIT_OPEN', 'awaiting-deposit'])
  const third = await buyer.held(performance.id, [2])
  assert.equal((await prepare(buyer, third.id)).body.code, 'DEPOSIT_OPEN')
  assert.equal((await prepared(buyer, third.id)).depositUntil, null, 'by card they may')
  await awaiting([3])
})

test('what nobody paid in time is closed at the bank first, and its seats go back only then', async (t) => {
  const { awaiting, runOut, script, reservation, reaches, atBank, seats, lookNow } = await depositStage(t)
  const one = await awaiting([0, 1])
  await script({ on: 'cancel', fault: 'error', code: 'FAILED_REFUND_PROCESS', orderId: one.redirect.orderId })
  await runOut(one.redirect.orderId)
  await until(async () => (await seats.sql('select from payment.payment where attempt = 2')).length > 0)
  assert.equal((await reservation(one.hold.id)).state, 'capturing', 'the bank has not closed the account')
  await seats.runOut(one.hold.id)
  await lookNow()
  await reaches(one.redirect.orderId, 'declined')
  await until(async () => (await reservation(one.hold.id)).state === 'expired')
  assert.equal((await atBank(one.redirect.orderId))[0]!.status, 'CANCELED')
  assert.deepEqual(await seats.sql('select from reservation.seat_claim'), [])
})

test('a deposit that comes in the last second makes the order', async (t) => {
  const { awaiting, runOut, deposit, reaches, order } = await depositStage(t, { webhooks: false })
  const one = await awaiting([0])
  await deposit(one.redirect.orderId)
  await runOut(one.redirect.orderId)
  await reaches(one.redirect.orderId, 'captured')
  await until(async () => (await order(one)).tickets?.length === 1)
})

test('a deposit that is taken back suspends the tickets, makes them good again when it comes back, and voids them when not', async (t) => {
  const { awaiting, deposit, reverse, reaches, order, ledger, runOut, reservation, seats } = await depositStage(t)
  const one = await awaiting([0, 1])
  const { orderId } = one.redirect
  await deposit(orderId)
  await until(async () => (await order(one)).tickets?.length === 2)
  const [{ code }] = (await order(one)).tickets
  await reverse(orderId)
  await until(async () => (await order(one)).suspended)
  assert.ok((await order(one)).tickets.every((ticket: { code: string | null }) => ticket.code === null))
  assert.ok(Object.values(await ledger()).every((won) => won === 0))
  await deposit(orderId)
  await until(async () => !(await order(one)).suspended)
  assert.notEqual((await order(one)).tickets[0].code, code, 'the old code stays dead')
  assert.deepEqual(await ledger(), { bank: one.hold.totalWon, sales: -one.hold.totalWon })

  await reverse(orderId)
  await until(async () => (await order(one)).suspended)
  await runOut(orderId)
  await reaches(orderId, 'declined')
  await until(async () => (await reservation(one.hold.id)).state === 'expired')
  for (const table of ['seat_claim', 'ticket'])
    assert.deepEqual(await seats.sql(`select from reservation.${table}`), [])
  assert.deepEqual(await seats.sql('select from reservation.buyer_quota where taken <> 0'), [])
  assert.ok(Object.values(await ledger()).every((won) => won === 0))
})

test('news of one deposit in any order leave the tickets as the last of them says', async (t) => {
  const { awaiting, deposit, order, seats, reservation } = await depositStage(t)
  const one = await awaiting([0])
  await deposit(one.redirect.orderId)
  await until(async () => (await order(one)).tickets?.length === 1)
  const [{ paymentId }] = (await seats.sql('select id as "paymentId" from payment.payment')) as [{ paymentId: string }]
  const about = { paymentId, reservationId: one.hold.id }
  const news = [
    await seats.deliver('payment.captured', { ...about, amountWon: one.hold.totalWon, move: 20 }),
    await seats.deliver('payment.deposit-reversed', { ...about, move: 19 }),
  ]
  await until(async () => (await Promise.all(news.map((id) => seats.handled(id)))).every(Boolean))
  assert.equal((await order(one)).suspended, false)
  assert.equal((await reservation(one.hold.id)).state, 'confirmed')
})

test('money of a deposit waits for the account that it is to go to', async (t) => {
  const { app, awaiting, deposit, order, seats, reaches, atBank } = await depositStage(t)
  const one = await awaiting([0, 1])
  await deposit(one.redirect.orderId)
  await until(async () => (await order(one)).tickets?.length === 2)
  const root = `/api/reservation/orders/${one.hold.id}`
  const quote = (await one.buyer.get(`${root}/refund-quote`)).body
  const tickets = quote.tickets.map(({ id }: { id: string }) => id)
  const given = await one.buyer.post(`${root}/refunds`, { tickets, feeWon: 0 }, { 'idempotency-key': randomUUID() })
  assert.equal(given.status, 201)
  await until(
    async () => (await seats.sql(`select from payment.refund where last_answer = 'REFUND_ACCOUNT_MISSING'`)).length > 0,
  )
  assert.equal((await atBank(one.redirect.orderId))[0]!.balanceAmount, one.hold.totalWon)

  const path = `/api/payment/reservations/${one.hold.id}`
  assert.equal((await one.buyer.at(app).get(`${path}/paid-with`)).body.needsRefundAccount, true)
  const keep = (who: Someone) => who.at(app).send('PUT', `${path}/refund-account`, {}, ACCOUNT)
  assert.equal((await keep(await seats.someone())).status, 404)
  assert.equal((await keep(one.buyer)).status, 200)
  await reaches(one.redirect.orderId, 'refunded')
  assert.equal((await atBank(one.redirect.orderId))[0]!.balanceAmount, 0)
  assert.deepEqual(
    await seats.sql('select from payment.payment where refund_account is not null'),
    [],
    'it is forgotten',
  )
})
