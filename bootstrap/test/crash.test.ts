import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { until } from '@tiketi/kit/testing'
import pg from 'pg'
import type { System } from '../local/system.ts'
import { booksAgree } from './purchase/books.ts'
import { account, putOnSale, type Show } from './purchase/shop.ts'
import { issued, mails, type Purchase, steps } from './purchase/steps.ts'
import { wholeSystem } from './whole-system.ts'

test('a purchase survives the death of any service between any two steps', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system)
  // Six purchases, in each of which another service dies after each step, meet every service after every step.
  for (const [round] of serviceNames.entries()) {
    const purchase = await newPurchase(system, show, [4 * round, 4 * round + 1])
    const restarts: Promise<void>[] = []
    for (const [at, [step, take]] of Object.entries(steps).entries()) {
      const victim = serviceNames[(at + round) % serviceNames.length]!
      await t.test(`${step}, then ${victim}-service dies`, async () => {
        await take(purchase)
        await system.kill(victim, 'SIGKILL')
        // The next step meets it dead or starting.
        restarts.push(system.restart(victim))
      })
    }
    await t.test(`round ${round + 1}: the buyer has two tickets and one mail`, async () => {
      await Promise.all(restarts)
      assert.equal((await issued(purchase)).tickets.length, 2)
      await until(() => mails(system.inboxUrl, purchase.hold!.id))
    })
  }
  await t.test('money and seats agree', () => booksAgree(system))
})

test('a confirmation survives a death inside of it', async (t) => {
  const system = await wholeSystem(t)
  const show = await putOnSale(system)
  const database = new pg.Client(system.adminUrl)
  database.on('error', () => {})
  await database.connect()
  t.after(() => database.end())
  let next = 0

  const untilBank = async () => {
    const purchase = await newPurchase(system, show, [next++, next++])
    for (const [step, take] of Object.entries(steps)) {
      if (step === 'the payment is confirmed') break
      await take(purchase)
    }
    return purchase
  }
  const confirm = ({ buyer, redirect }: Purchase) =>
    buyer.post('/api/payment/confirmations', redirect).catch(() => undefined)
  const state = async ({ payment }: Purchase) =>
    (await database.query('select state from payment.payment where id = $1', [payment!.paymentId])).rows[0].state
  const reservationState = async ({ hold }: Purchase) =>
    (await database.query('select state from reservation.reservation where id = $1', [hold!.id])).rows[0].state
  const atBank = async ({ payment }: Purchase) => {
    const { payments } = (await (await fetch(`${system.bankUrl}/sandbox/books`)).json()) as {
      payments: { orderId: string; status: string }[]
    }
    return payments.find(({ orderId }) => orderId === payment!.orderId)?.status
  }
  const script = (rule: object) =>
    fetch(`${system.bankUrl}/sandbox/script`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rule),
    })
  /** The bank has the question; the failure that was scripted keeps its answer. */
  const bankAsked = async ({ payment }: Purchase) => {
    const rules = (await (await fetch(`${system.bankUrl}/sandbox/script`)).json()) as {
      orderId: string
      used: number
    }[]
    return rules.some(({ orderId, used }) => orderId === payment!.orderId && used > 0)
  }
  /** An unsettled payment is looked at again after 15 s; once is enough to wait for that. */
  const hurry = () => database.query('update payment.payment set next_look_at = now() where next_look_at is not null')
  /** However it was interrupted, the buyer who comes back finds their tickets, and is charged once. */
  const ends = async (purchase: Purchase) => {
    assert.equal((await issued(purchase)).tickets.length, 2)
    const answer = await confirm(purchase)
    assert.equal(answer?.body.state, 'captured', 'the truth for a buyer who comes back')
    assert.equal(await atBank(purchase), 'DONE')
  }

  await t.test('payment-service dies after its own row, before the seats are asked for', async () => {
    const purchase = await untilBank()
    await system.kill('reservation', 'SIGSTOP')
    const confirming = confirm(purchase)
    await until(async () => (await state(purchase)) === 'confirming')
    await system.kill('payment')
    await confirming
    await system.kill('reservation', 'SIGCONT')
    await system.restart('payment')
    await ends(purchase)
  })

  await t.test('payment-service dies after the seats, before the bank has the money', async () => {
    const purchase = await untilBank()
    await script({ on: 'confirm', fault: 'delay', delayMs: 1_500, orderId: purchase.payment!.orderId })
    const confirming = confirm(purchase)
    await until(async () => (await reservationState(purchase)) === 'capturing')
    await system.kill('payment')
    await confirming
    await system.restart('payment')
    await hurry()
    await ends(purchase)
  })

  await t.test('payment-service dies after the bank has the money, before it heard so', async () => {
    const purchase = await untilBank()
    await script({ on: 'confirm', fault: 'no-answer', orderId: purchase.payment!.orderId })
    const confirming = confirm(purchase)
    await until(async () => (await atBank(purchase)) === 'DONE')
    await system.kill('payment')
    await confirming
    await system.restart('payment')
    await hurry()
    await ends(purchase)
  })

  await t.test('reservation-service dies after the money, before the tickets', async () => {
    const purchase = await untilBank()
    await script({ on: 'confirm', fault: 'delay', delayMs: 500, orderId: purchase.payment!.orderId })
    const confirming = confirm(purchase)
    await until(() => bankAsked(purchase))
    await system.kill('reservation', 'SIGSTOP')
    await until(async () => (await state(purchase)) === 'captured')
    await system.kill('reservation')
    await confirming
    await system.restart('reservation')
    await ends(purchase)
  })

  await t.test('the bank dies after it took the money', async () => {
    const purchase = await untilBank()
    await script({ on: 'confirm', fault: 'no-answer', orderId: purchase.payment!.orderId })
    const confirming = confirm(purchase)
    await until(async () => (await atBank(purchase)) === 'DONE')
    await system.kill('bank')
    await system.restart('bank')
    await confirming
    await ends(purchase)
  })

  await t.test('PostgreSQL dies while the bank is asked', async () => {
    const purchase = await untilBank()
    await script({ on: 'confirm', fault: 'delay', delayMs: 1_000, orderId: purchase.payment!.orderId })
    const confirming = confirm(purchase)
    await until(() => bankAsked(purchase))
    await system.kill('postgres')
    await confirming
    await system.restart('postgres')
    await ends(purchase)
  })

  await t.test('money and seats agree', () => booksAgree(system))
})

async function newPurchase(system: System, show: Show, seats: number[]): Promise<Purchase> {
  return { buyer: await account(system, `buyer-${randomUUID()}@example.com`), show, seats }
}
