import assert from 'node:assert/strict'
import { test } from 'node:test'
import { USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import { cutOffOf, feeOf } from '../src/refund-fee.ts'

/** A performance on 24 December at 19:00 in Seoul; times are Korean. */
function fee(orderedAt: string, now: string, priceWon = 165_000, policy = USUAL_REFUND_POLICY) {
  const korean = (time: string) => new Date(`${time}+09:00`)
  return feeOf({
    policy,
    orderedAt: korean(orderedAt),
    now: korean(now),
    startsAt: korean('2026-12-24T19:00'),
    timeZone: 'Asia/Seoul',
  })?.(priceWon)
}

test('the usual policy charges by the days left on the venue’s calendar', () => {
  const ordered = '2026-11-01T10:00'
  assert.equal(fee(ordered, '2026-11-08T23:59'), 0, 'seven days after the order')
  assert.equal(fee(ordered, '2026-11-09T00:00'), 4_000, 'the eighth day')
  assert.equal(fee(ordered, '2026-12-14T23:59'), 4_000, 'ten days before')
  assert.equal(fee(ordered, '2026-12-15T00:00'), 16_500, 'nine days before')
  assert.equal(fee(ordered, '2026-12-17T23:59'), 16_500)
  assert.equal(fee(ordered, '2026-12-18T00:00'), 33_000, 'six days before')
  assert.equal(fee(ordered, '2026-12-21T23:59'), 33_000)
  assert.equal(fee(ordered, '2026-12-22T00:00'), 49_500, 'two days before')
  assert.equal(fee(ordered, '2026-12-23T16:59'), 49_500)
  assert.equal(fee(ordered, '2026-12-23T17:00'), undefined, 'the cut-off')
  assert.equal(fee(ordered, '2026-12-24T09:00'), undefined)
})

test('4,000 won are charged for dear tickets, a tenth for cheap ones, rounded down', () => {
  assert.equal(fee('2026-11-01T10:00', '2026-11-20T10:00', 30_000), 3_000)
  assert.equal(fee('2026-11-01T10:00', '2026-11-20T10:00', 19_999), 1_999)
  assert.equal(fee('2026-11-01T10:00', '2026-12-20T10:00', 19_999), 3_999)
})

test('seven free days end ten days before; the day of the order is free until the cut-off', () => {
  assert.equal(fee('2026-12-13T10:00', '2026-12-14T10:00'), 0)
  assert.equal(fee('2026-12-13T10:00', '2026-12-15T10:00'), 16_500)
  assert.equal(fee('2026-12-22T00:01', '2026-12-22T23:59'), 0)
  assert.equal(fee('2026-12-22T23:59', '2026-12-23T00:00'), 49_500, 'a minute later it is another day')
  assert.equal(fee('2026-12-23T16:00', '2026-12-23T16:30'), 0)
  assert.equal(fee('2026-12-23T16:59', '2026-12-23T17:00'), undefined)
})

test('days and the cut-off are the venue’s, also where the clock changes between', () => {
  const startsAt = new Date('2026-03-30T18:00:00Z')
  // London goes to summer time on 29 March at 01:00.
  assert.equal(cutOffOf(USUAL_REFUND_POLICY, startsAt, 'Europe/London').toISOString(), '2026-03-29T16:00:00.000Z')
  assert.equal(cutOffOf(USUAL_REFUND_POLICY, startsAt, 'Asia/Seoul').toISOString(), '2026-03-30T08:00:00.000Z')
  assert.equal(cutOffOf(USUAL_REFUND_POLICY, startsAt, 'America/Los_Angeles').toISOString(), '2026-03-30T00:00:00.000Z')
})

test('a policy without tiers gives nothing back once the free days are over', () => {
  const strict = { ...USUAL_REFUND_POLICY, tiers: [] }
  assert.equal(fee('2026-11-01T10:00', '2026-11-08T10:00', 1, strict), 0)
  assert.equal(fee('2026-11-01T10:00', '2026-11-09T10:00', 1, strict), undefined)
})
