import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { until } from '@tiketi/kit/testing'
import type { Someone } from '../../reservation-service/test/someone.ts'
import { stage } from './stage.ts'

/** An event of an organiser with one order of two seats, of which one was given back for a fee. */
async function sold(t: TestContext) {
  const all = await stage(t)
  const { seats } = all
  const organiser = await seats.someone('organiser')
  const performance = await seats.sell({
    performance: { organiserId: organiser.id, startsAt: new Date(Date.now() + 30 * 86_400_000).toISOString() },
  })
  const buyer = await seats.someone()
  const hold = await buyer.held(performance.id, [0, 20])
  const redirect = await all.pay(await all.prepared(buyer, hold.id))
  await all.confirm(redirect)
  await until(async () => (await all.reservation(hold.id)).state === 'confirmed')
  await seats.sql(`update reservation.reservation set ordered_at = now() - interval '9 days'`)
  const url = `/api/reservation/orders/${hold.id}`
  const order = (await buyer.get(url)).body
  const refund = (at: number, feeWon: number) =>
    buyer.post(`${url}/refunds`, { tickets: [order.tickets[at].id], feeWon }, { 'idempotency-key': randomUUID() })
  const at = (who: Someone) => who.at(all.app)
  const root = `/api/payment/organiser/events/${performance.eventId}`
  return { ...all, organiser, buyer, hold, performance, redirect, refund, at, root }
}

test('the settlement of an event sums to the ledger and to the bank’s books, to the won', async (t) => {
  const { seats, organiser, refund, at, root, atBank, redirect, script } = await sold(t)
  const settlement = async (who = organiser) => (await at(who).get(`${root}/settlement`)).body
  assert.deepEqual(
    [(await settlement()).grossWon, (await settlement()).netWon, (await settlement()).atBankWon],
    [297_000, 297_000, 297_000],
  )
  await script({ on: 'cancel', fault: 'delay', delayMs: 600, orderId: redirect.orderId })
  assert.equal((await refund(0, 4_000)).status, 201)
  await until(async () => (await settlement()).owedWon === 161_000)
  await until(async () => (await settlement()).owedWon === 0)
  const { eventId: _, ...sums } = await settlement()
  assert.deepEqual(sums, {
    orders: 1,
    grossWon: 297_000,
    refundsWon: 165_000,
    feesWon: 4_000,
    netWon: 136_000,
    owedWon: 0,
    atBankWon: 136_000,
    methods: [{ method: 'card', orders: 1, grossWon: 297_000 }],
  })
  assert.equal((await atBank(redirect.orderId))[0]!.balanceAmount, 136_000)
  const [ledger] = await seats.sql(`select sum(amount_won)::int as sum from payment.ledger_line`)
  assert.deepEqual(ledger, { sum: 0 })

  const csv = (await at(organiser).get(`${root}/settlement.csv`)).body as unknown as string
  const [head, line] = csv.trim().split('\r\n')
  assert.equal(head, 'paid_at,order_id,performance_id,method,gross_won,refunds_won,fees_won,net_won')
  assert.match(line!, new RegExp(`${redirect.orderId},.*,card,297000,165000,4000,136000$`))

  assert.equal((await settlement(await seats.someone('organiser'))).grossWon, 0, 'others see nothing of it')
  assert.equal((await at(await seats.someone()).get(`${root}/settlement`)).status, 403)
})

test('the ledger is added to and never changed, and refuses what does not balance', async (t) => {
  const { seats } = await sold(t)
  for (const table of ['ledger_entry', 'ledger_line', 'finance_action'])
    for (const privilege of ['UPDATE', 'DELETE', 'TRUNCATE']) {
      const [row] = await seats.sql<{ may: boolean }>(`select has_table_privilege('payment', ?, ?) as may`, [
        `payment.${table}`,
        privilege,
      ])
      assert.equal(row!.may, false, `${privilege} ${table}`)
    }
  await assert.rejects(
    seats.sql(
      `insert into payment.ledger_line (entry_id, account, amount_won) select id, 'fees', -1 from payment.ledger_entry`,
    ),
    /does not sum to nothing/,
  )
})

test('what is unsettled is seen by admins, who have it looked at or settle it by hand, and each act is kept', async (t) => {
  const { seats, bank, refund, at, script, redirect, atBank, reaches } = await sold(t)
  const admin = at(await seats.someone('admin'))
  const list = async () => (await admin.get('/api/payment/finance/unsettled')).body
  assert.equal((await at(await seats.someone('organiser')).get('/api/payment/finance/unsettled')).status, 403)
  await script({ on: 'cancel', fault: 'error', code: 'EXCEED_MAX_REFUND_DUE', orderId: redirect.orderId, times: 50 })
  assert.equal((await refund(0, 4_000)).status, 201)
  await until(async () => (await list()).unsettled[0]?.lastAnswer === 'EXCEED_MAX_REFUND_DUE')
  const { unsettled } = await list()
  assert.deepEqual([unsettled.length, unsettled[0].what, unsettled[0].amountWon], [1, 'refund', 161_000])

  const act = (verb: string, reason: string, id = unsettled[0].id) =>
    admin.post(`/api/payment/finance/unsettled/${id}/${verb}`, { reason }, { 'idempotency-key': randomUUID() })
  assert.equal((await act('look-now', ' ')).status, 400)
  assert.equal((await act('look-now', 'the card company called')).status, 200)
  assert.equal((await act('settle-by-hand', 'paid to the account of the buyer, slip 17')).status, 200)
  assert.equal((await act('settle-by-hand', 'again')).body.code, 'NOTHING_UNSETTLED')
  assert.equal((await act('look-now', 'nothing', randomUUID())).body.code, 'NOTHING_UNSETTLED')
  const after = await list()
  assert.deepEqual(
    [after.unsettled, after.actions.map(({ act, personId }: { act: string; personId: string }) => [act, personId])],
    [
      [],
      [
        ['settled-by-hand', admin.id],
        ['look-now', admin.id],
      ],
    ],
  )
  assert.equal((await atBank(redirect.orderId))[0]!.balanceAmount, 297_000, 'the bank still has it')
  await fetch(`${bank.url}/sandbox/script`, { method: 'DELETE' })
  assert.equal((await refund(1, 4_000)).status, 201)
  await until(async () => (await atBank(redirect.orderId))[0]!.balanceAmount === 297_000 - 128_000)
  await reaches(redirect.orderId, 'captured')
})
