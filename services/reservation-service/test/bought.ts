import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type RefundQuote, USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import { until } from '@tiketi/kit/testing'
import type { Someone } from './someone.ts'
import { type Stage, stage } from './stage.ts'

/** Sells what a hold has, as payment-service does. */
export async function pay(all: Stage, hold: { id: string; totalWon: number }): Promise<string> {
  const paymentId = randomUUID()
  const payment = await all.service('payment')
  await payment.post(`/internal/reservations/${hold.id}/capture`, { paymentId, amountWon: hold.totalWon })
  const event = await all.deliver('payment.captured', {
    paymentId,
    reservationId: hold.id,
    amountWon: hold.totalWon,
  })
  await until(() => all.handled(event))
  return paymentId
}

export const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

/** An order of one buyer, and what they can do with it. */
export async function bought(t: TestContext, { startsInDays = 30, orderedDaysAgo = 0, seats = [0, 1, 20] } = {}) {
  const all = await stage(t)
  const performance = await all.sell({
    performance: { startsAt: daysFromNow(startsInDays), refundPolicy: USUAL_REFUND_POLICY },
  })
  const buyer = await all.someone()
  const hold = await buyer.held(performance.id, seats)
  const paymentId = await pay(all, hold)
  await all.sql(`update reservation.reservation set ordered_at = now() - make_interval(days => ?)`, [orderedDaysAgo])
  const url = `/api/reservation/orders/${hold.id}`
  const quote = async (of: Someone = buyer): Promise<RefundQuote> => (await of.get(`${url}/refund-quote`)).body
  const refund = (tickets: string[], feeWon: number, { key = randomUUID(), by = buyer } = {}) =>
    by.post(`${url}/refunds`, { tickets, feeWon }, { 'idempotency-key': key })
  return { ...all, performance, buyer, hold, paymentId, url, quote, refund }
}

/** Nobody waits for cooling places here: their instant has come. */
export async function comeBack(all: Pick<Stage, 'sql'>): Promise<void> {
  await all.sql(`update reservation.cooling_place set cooled_at = now(), returns_at = now()`)
  await until(async () => (await all.sql('select from reservation.cooling_place')).length === 0)
}
