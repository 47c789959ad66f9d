import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import { stage } from './stage.ts'

test('a bank that captures and never answers is asked until it tells; the money is taken once', async (t) => {
  const { holder, prepared, pay, confirm, reaches, reservation, atBank } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id), 'times-out')
  const { body } = await confirm(redirect)
  assert.ok(['confirming', 'captured'].includes(body.state), body.state)
  await reaches(redirect.orderId, 'captured')
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
  const booked = await atBank(redirect.orderId)
  assert.deepEqual([booked.length, booked[0]!.status], [1, 'DONE'])
})

test('a failure at the bank with the balance unchanged is tried again under a new key', async (t) => {
  const { holder, prepared, pay, confirm, reaches, script, seats } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  await script({ on: 'confirm', fault: 'error', code: 'PROVIDER_ERROR', orderId: redirect.orderId })
  assert.equal((await confirm(redirect)).body.state, 'confirming')
  await reaches(redirect.orderId, 'captured')
  const [row] = await seats.sql<{ attempt: number }>('select attempt from payment.payment')
  assert.equal(row!.attempt, 2)
})

test('while the bank is away the buyer is told so, the seats stay, and all is settled when it is back', async (t) => {
  const { holder, prepared, pay, confirm, reaches, script, seats, reservation } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  await script({ on: 'any', fault: 'hang-up', times: 4 })
  assert.equal((await confirm(redirect)).body.state, 'confirming')
  await seats.runOut(hold.id)
  assert.equal((await reservation(hold.id)).state, 'capturing', 'nothing expires while the bank is asked')
  await reaches(redirect.orderId, 'captured')
  await until(async () => (await reservation(hold.id)).state === 'confirmed')
})

test('a webhook makes it look at once; repeated, unknown and malformed ones change nothing', async (t) => {
  const { app, holder, prepared, pay, confirm, reaches, seats } = await stage(t, {
    webhooks: true,
    settings: { SETTLE_LEASE_SECONDS: '300' },
  })
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id), 'times-out')
  await confirm(redirect)
  await reaches(redirect.orderId, 'captured')
  await until(async () => (await seats.sql('select from payment.webhook')).length > 0)

  const webhook = (payload: object, id?: string) =>
    app.inject({
      method: 'POST',
      url: '/api/payment/webhooks/toss',
      headers: id ? { 'tosspayments-webhook-transmission-id': id } : {},
      payload,
    })
  const lie = {
    eventType: 'PAYMENT_STATUS_CHANGED',
    createdAt: 'x',
    data: { orderId: redirect.orderId, status: 'CANCELED' },
  }
  assert.equal((await webhook(lie, 'w1')).statusCode, 200)
  assert.equal((await webhook(lie, 'w1')).statusCode, 200)
  assert.equal((await webhook({ ...lie, data: { orderId: 'nobody-knows' } }, 'w2')).statusCode, 200)
  assert.equal((await webhook(lie)).statusCode, 400)
  assert.equal((await webhook({ data: {} }, 'w3')).statusCode, 400)
  await reaches(redirect.orderId, 'captured')
})

test('money for seats that are gone goes back at once, to the won, and its buyer is told', async (t) => {
  const { holder, prepared, pay, confirm, reaches, seats, atBank, script } = await stage(t)
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  await seats.sql(`create function reservation.vanish() returns trigger language plpgsql as $$ begin
    if new.state = 'confirmed' then return null; end if; return new; end $$`)
  await seats.sql(
    `create trigger vanish before update on reservation.reservation for each row execute function reservation.vanish()`,
  )
  await script({ on: 'cancel', fault: 'error', code: 'FAILED_INTERNAL_SYSTEM_PROCESSING', orderId: redirect.orderId })
  assert.equal((await confirm(redirect)).body.state, 'captured')
  await reaches(redirect.orderId, 'refunded')
  const [booked] = await atBank(redirect.orderId)
  assert.equal(booked!.balanceAmount, 0)
  const told = (await seats.published('notification')).filter(({ name }) => name === 'payment.refunded')
  assert.equal(told.length, 1)
})

test('the trail of a payment can be added to and never changed', async (t) => {
  const { holder, prepared, pay, confirm, seats } = await stage(t)
  const { buyer, hold } = await holder()
  await confirm(await pay(await prepared(buyer, hold.id)))
  const trail = await seats.sql<{ to_state: string }>('select to_state from payment.payment_move order by id')
  assert.deepEqual(
    trail.map(({ to_state }) => to_state),
    ['confirming', 'captured'],
  )
  for (const privilege of ['UPDATE', 'DELETE', 'TRUNCATE']) {
    const [row] = await seats.sql<{ may: boolean }>(
      `select has_table_privilege('payment', 'payment.payment_move', ?) as may`,
      [privilege],
    )
    assert.equal(row!.may, false, privilege)
  }
})

test('no transaction is open, and no connection taken, while the bank is asked', async (t) => {
  const { holder, prepared, pay, confirm, script, seats, reservation } = await stage(t, {
    settings: { BANK_TIMEOUT_MS: '10000' },
  })
  const { buyer, hold } = await holder()
  const redirect = await pay(await prepared(buyer, hold.id))
  await script({ on: 'confirm', fault: 'delay', delayMs: 1_500, orderId: redirect.orderId })
  const confirming = confirm(redirect)
  await until(async () => (await reservation(hold.id)).state === 'capturing')
  await until(async () => {
    const open = await seats.sql(
      `select from pg_stat_activity where usename = 'payment' and datname = current_database() and state like 'idle in transaction%'`,
    )
    return open.length === 0
  })
  const [row] = await seats.sql<{ state: string }>('select state from payment.payment')
  assert.equal(row!.state, 'confirming', 'the bank is still being asked')
  assert.equal((await confirming).body.state, 'captured')
})
