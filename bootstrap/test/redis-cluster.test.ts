import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { until } from '@tiketi/kit/testing'
import { booksAgree } from './purchase/books.ts'
import { account, putOnSale } from './purchase/shop.ts'
import { issued, type Purchase, steps } from './purchase/steps.ts'
import { wholeSystem } from './whole-system.ts'

const PATIENCE = { timeoutMs: 60_000 }

test('on a Redis Cluster, a killed master loses no purchase, and the line is closed until it is replaced', async (t) => {
  const system = await wholeSystem(t, { redisCluster: true })
  const cluster = system.redisCluster!
  const show = await putOnSale(system)
  let seat = 0

  const buyer = async (): Promise<Purchase> => ({
    buyer: await account(system, `buyer-${randomUUID()}@example.com`),
    show,
    seats: [seat++, seat++],
  })
  const names = Object.keys(steps)
  const go = async (purchase: Purchase, after: string | undefined, until: string) => {
    const [from, to] = [after ? names.indexOf(after) + 1 : 0, names.indexOf(until)]
    for (const name of names.slice(from, to + 1)) await steps[name]!(purchase)
    return purchase
  }
  const atBank = await go(await buyer(), undefined, 'the bank has approved')
  const holding = await go(await buyer(), undefined, 'the seats are held')
  const late = await buyer()
  const called = await go(await buyer(), undefined, 'the buyer is called')

  await cluster.letReplace(false)
  await cluster.killMasterOf(`queue:{${show.onSaleId}}:line`)

  await t.test('nobody gets in line, and the line says that it is closed', async () => {
    const line = `/api/queue/on-sales/${show.onSaleId}`
    await until(async () => (await late.buyer.get(line)).body.state === 'paused', PATIENCE)
    for (let tries = 0; tries < 3; tries++) {
      const refused = await late.buyer.post(`${line}/entries`)
      assert.equal(refused.status, 503, JSON.stringify(refused.body))
      assert.ok(refused.headers.get('retry-after'))
    }
    const claim = await called.buyer.post(`${line}/pass`, { placeTicket: called.place!.placeTicket })
    assert.equal(claim.status, 503, JSON.stringify(claim.body))
  })

  await t.test('whoever holds seats pays for them meanwhile', async () => {
    await go(atBank, 'the bank has approved', 'the mail is there')
    await go(holding, 'the seats are held', 'the payment is prepared')
  })

  await cluster.letReplace(true)
  await t.test('its replica takes its place, and everybody goes on where they were', async () => {
    await go(called, 'the buyer is called', 'the mail is there')
    await go(holding, 'the payment is prepared', 'the mail is there')
    await go(late, undefined, 'the mail is there')
    for (const purchase of [atBank, holding, called, late]) assert.equal((await issued(purchase)).tickets.length, 2)
    await booksAgree(system)
  })
})
