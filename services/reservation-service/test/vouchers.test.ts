import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Hold } from '@tiketi/contracts/reservation'
import type { Voucher } from '@tiketi/contracts/voucher'
import { until } from '@tiketi/kit/testing'
import { sharesOf, storeVoucher } from '../src/voucher.ts'
import { daysFromNow, pay } from './bought.ts'
import { type Answered, insist, minutesFromNow, type Someone, stage, standingPlan } from './stage.ts'

type Terms = Partial<Omit<Voucher, 'id' | 'eventId'>>

/** A sale of forty seats, and vouchers of its event as event-service made them. */
async function shop(...args: Parameters<typeof stage>) {
  const all = await stage(...args)
  const performance = await all.sell({ performance: { startsAt: daysFromNow(30) }, onSale: { limitPerPerson: 20 } })
  async function promise(terms: Terms = {}): Promise<Voucher> {
    const voucher: Voucher = {
      id: randomUUID(),
      eventId: performance.eventId,
      code: 'WELCOME',
      kind: 'percent',
      value: 10,
      quota: 100,
      opensAt: minutesFromNow(-60),
      closesAt: minutesFromNow(60),
      ...terms,
    }
    await storeVoucher(all.own.em.fork(), voucher)
    return voucher
  }
  const redeem = (who: Someone, hold: { id: string }, code = 'WELCOME'): Promise<Answered> => {
    const key = randomUUID()
    const url = `/api/reservation/holds/${hold.id}/voucher`
    return insist(() => who.post(url, { code }, { 'idempotency-key': key }))
  }
  const taken = async () =>
    all.sql<{ taken: number; uses: number }>(
      `select taken, (select count(*)::int from reservation.voucher_use u where u.voucher_id = v.id) as uses
       from reservation.voucher v order by code`,
    )
  return { ...all, performance, promise, redeem, taken }
}

/** Pays for a hold, and gives tickets back. */
async function bought(all: Awaited<ReturnType<typeof shop>>, buyer: Someone, hold: Hold) {
  await pay(all, hold)
  const url = `/api/reservation/orders/${hold.id}`
  const { tickets } = (await buyer.get(url)).body
  const ids: string[] = tickets.map(({ id }: { id: string }) => id)
  const refund = (which: string[]) =>
    buyer.post(`${url}/refunds`, { tickets: which, feeWon: 0 }, { 'idempotency-key': randomUUID() })
  return { url, ids, refund }
}

test('of fifty buyers after a voucher for seven, seven get it', async (t) => {
  const all = await shop(t)
  await all.promise({ quota: 7 })
  const version = { version: 2, plan: standingPlan(60) }
  await all.sell({ performance: { ...all.performance, ...version }, onSale: { limitPerPerson: 20 } })
  const buyers = await Promise.all(Array.from({ length: 50 }, () => all.someone()))
  const holds = await Promise.all(buyers.map((buyer) => buyer.stand(all.performance.id, [[0, 1]])))
  // Ten of them have two tabs open.
  const tries = [...buyers.keys(), ...Array.from({ length: 10 }, (_, at) => at)]
  const answers = await Promise.all(tries.map((at) => all.redeem(buyers[at]!, holds[at]!.body)))
  const done = answers.filter(({ status }) => status === 200)
  assert.equal(done.length, 7)
  assert.ok(
    answers.every(({ status, body }) => status === 200 || ['VOUCHER_GONE', 'VOUCHER_APPLIED'].includes(body.code)),
  )
  assert.deepEqual(await all.taken(), [{ taken: 7, uses: 7 }])
  const [held] = await all.sql(
    'select count(*)::int as count from reservation.reservation where cardinality(discounts_won) > 0',
  )
  assert.deepEqual(held, { count: 7 })
})

test('without the guard fifty who look first and count afterwards take more than there are', async (t) => {
  const all = await shop(t)
  const { id } = await all.promise({ quota: 7 })
  await all.sql('alter table reservation.voucher drop constraint voucher_quota')
  let looked = 0
  let allLooked = () => {}
  const latch = new Promise<void>((resolve) => {
    allLooked = resolve
  })
  const naive = async () => {
    const [voucher] = await all.sql<{ free: boolean }>('select taken < quota as free from reservation.voucher')
    if (++looked === 50) allLooked()
    await latch
    if (voucher!.free) await all.sql('update reservation.voucher set taken = taken + 1 where id = ?', [id])
  }
  await Promise.all(Array.from({ length: 50 }, naive))
  assert.deepEqual(await all.taken(), [{ taken: 50, uses: 0 }])
})

test('each place bears its share: together they come to the discount to the won, and none to more than its price', () => {
  for (const [terms, prices, discount] of [
    [{ kind: 'percent', value: 33 }, [165_000, 132_000, 132_001], 141_570],
    [{ kind: 'percent', value: 100 }, [165_000, 1], 165_001],
    [{ kind: 'amount', value: 50_000 }, [165_000, 132_000, 132_000], 50_000],
    [{ kind: 'amount', value: 1 }, [7, 7, 7], 1],
    [{ kind: 'amount', value: 10_000_000 }, [50_000_000, 0, 3], 10_000_000],
    [{ kind: 'amount', value: 900 }, [100, 200], 300],
    [{ kind: 'percent', value: 50 }, [0, 0], 0],
  ] as const) {
    const shares = sharesOf(terms, [...prices])
    assert.equal(
      shares.reduce((sum, share) => sum + share, 0),
      discount,
    )
    assert.ok(
      shares.every((share, at) => share >= 0 && share <= prices[at]!),
      JSON.stringify(shares),
    )
  }
})

test('a voucher makes a hold cheaper, is taken off again, and follows what comes and goes', async (t) => {
  const all = await shop(t)
  await all.promise()
  const buyer = await all.someone()
  const hold = await buyer.held(all.performance.id, [0, 20])
  const { status, body } = await all.redeem(buyer, hold)
  assert.deepEqual([status, body.discountWon, body.totalWon], [200, 29_700, 267_300])
  assert.equal((await all.redeem(buyer, hold)).body.code, 'VOUCHER_APPLIED')
  const url = `/api/reservation/holds/${hold.id}`
  const headers = { 'idempotency-key': randomUUID() }
  const changed = await buyer.send('PATCH', url, headers, { add: { seats: [1] }, drop: { seats: [20] } })
  assert.deepEqual([changed.status, changed.body.discountWon, changed.body.totalWon], [200, 33_000, 297_000])
  const off = await buyer.send('DELETE', `${url}/voucher`)
  assert.deepEqual([off.status, off.body.voucherId, off.body.totalWon], [200, null, 330_000])
  assert.deepEqual(await all.taken(), [{ taken: 0, uses: 0 }])
  assert.equal((await all.redeem(buyer, hold)).status, 200, 'it may be used again')
})

test('a hold that ends gives its voucher back; other orders of its buyer do not have it twice', async (t) => {
  const all = await shop(t)
  await all.promise()
  const buyer = await all.someone()
  const [first, second] = [await buyer.held(all.performance.id, [0]), await buyer.held(all.performance.id, [1])]
  await all.redeem(buyer, first)
  assert.equal((await all.redeem(buyer, second)).body.code, 'VOUCHER_USED')
  await all.runOut(first.id)
  await until(async () => (await all.taken())[0]!.taken === 0, { timeoutMs: 30_000 })
  assert.equal((await all.redeem(buyer, second)).status, 200)
  await buyer.release(second.id)
  assert.deepEqual(await all.taken(), [{ taken: 0, uses: 0 }])
})

test('refunds use shares: a part of the order keeps the voucher used, all of it returns it while its window is open', async (t) => {
  const all = await shop(t)
  await all.promise({ kind: 'amount', value: 50_000 })
  const buyer = await all.someone()
  const hold = await buyer.held(all.performance.id, [0, 20])
  const { body } = await all.redeem(buyer, hold)
  assert.equal(body.totalWon, 247_000)
  const { url, ids, refund } = await bought(all, buyer, body)
  assert.deepEqual([(await buyer.get(url)).body.totalWon, (await buyer.get(url)).body.discountWon], [247_000, 50_000])
  // 165,000 of 297,000 bear 27,777 of 50,000.
  assert.equal((await refund(ids.slice(0, 1))).body.amountWon, 165_000 - 27_777)
  assert.deepEqual(await all.taken(), [{ taken: 1, uses: 1 }])
  assert.equal((await refund(ids.slice(1))).body.amountWon, 132_000 - 22_223)
  assert.equal((await buyer.get(url)).body.refundedWon, 247_000)
  assert.deepEqual(await all.taken(), [{ taken: 0, uses: 0 }])

  const other = await all.someone()
  const later = await other.held(all.performance.id, [2])
  const order = await bought(all, other, (await all.redeem(other, later)).body)
  await all.sql('update reservation.voucher set closes_at = now()')
  assert.equal((await order.refund(order.ids)).status, 201)
  assert.deepEqual(await all.taken(), [{ taken: 1, uses: 1 }], 'its window is over')
})

test('a remainder below the bank’s minimum is refused, nothing to pay is not', async (t) => {
  const all = await shop(t)
  const [buyer, other] = [await all.someone(), await all.someone()]
  await all.promise({ code: 'ALMOST', kind: 'amount', value: 164_901 })
  await all.promise({ code: 'FREE', value: 100 })
  const hold = await buyer.held(all.performance.id, [0])
  const small = await all.redeem(buyer, hold, 'ALMOST')
  assert.deepEqual([small.status, small.body.code, small.body.amountWon], [409, 'REMAINDER_TOO_SMALL', 99])
  assert.deepEqual(await all.taken(), [
    { taken: 0, uses: 0 },
    { taken: 0, uses: 0 },
  ])
  assert.equal((await all.redeem(buyer, hold, 'FREE')).body.totalWon, 0)
  await pay(all, { id: hold.id, totalWon: 0 })
  assert.equal((await buyer.get(`/api/reservation/orders/${hold.id}`)).body.tickets.length, 1)

  // Dropping the dearer seat would leave too little.
  await all.promise({ code: 'MUCH', kind: 'amount', value: 131_950 })
  const two = await other.held(all.performance.id, [1, 20])
  await all.redeem(other, two, 'MUCH')
  const headers = { 'idempotency-key': randomUUID() }
  const dropped = await other.send('PATCH', `/api/reservation/holds/${two.id}`, headers, { drop: { seats: [1] } })
  assert.deepEqual([dropped.status, dropped.body.code], [409, 'REMAINDER_TOO_SMALL'])
})

test('codes of other events, too early, too late, of foreign and dead holds, and nonsense are refused', async (t) => {
  const all = await shop(t)
  const [buyer, other] = [await all.someone(), await all.someone()]
  const hold = await buyer.held(all.performance.id, [0])
  await all.promise({ code: 'EARLY', opensAt: minutesFromNow(10) })
  await all.promise({ code: 'LATE', closesAt: minutesFromNow(-10) })
  await all.promise()
  await storeVoucher(all.own.em.fork(), {
    ...(await all.promise({ code: 'MINE' })),
    id: randomUUID(),
    eventId: randomUUID(),
    code: 'THEIRS',
  })
  for (const [code, refusal] of [
    ['EARLY', 'VOUCHER_NOT_YET'],
    ['LATE', 'VOUCHER_OVER'],
    ['THEIRS', 'VOUCHER_UNKNOWN'],
  ] as const)
    assert.equal((await all.redeem(buyer, hold, code)).body.code, refusal)
  assert.equal((await all.redeem(other, hold)).body.code, 'HOLD_UNKNOWN')
  for (const code of ['', 'abc1', 'A', "A' or 1", 'A'.repeat(21)])
    assert.equal((await all.redeem(buyer, hold, code)).status, 400)
  await all.runOut(hold.id)
  assert.match((await all.redeem(buyer, hold)).body.code, /^HOLD_EXPIRED$/)
})

test('an organiser sees how vouchers of their event are used, and nobody else does', async (t) => {
  const all = await shop(t)
  const { id } = await all.promise({ kind: 'amount', value: 5_000 })
  const [organiser, buyer, other] = [await all.someone('organiser'), await all.someone(), await all.someone()]
  await all.sell({
    performance: { ...all.performance, version: 2, organiserId: organiser.id },
    onSale: { limitPerPerson: 20 },
  })
  const hold = await buyer.held(all.performance.id, [0])
  await bought(all, buyer, (await all.redeem(buyer, hold)).body)
  await all.redeem(other, await other.held(all.performance.id, [1]))
  const url = `/api/reservation/organiser/events/${all.performance.eventId}/voucher-uses`
  assert.deepEqual((await organiser.get(url)).body.uses, [{ voucherId: id, taken: 2, sold: 1, discountWon: 5_000 }])
  assert.deepEqual((await (await all.someone('organiser')).get(url)).body.uses, [])
  assert.equal((await buyer.get(url)).status, 403)
})
