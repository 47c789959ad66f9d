import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventSummary } from '@tiketi/contracts/event'
import { salePhase } from '../src/event/sale-phase.ts'
import { nextOnSale } from '../src/home/next-on-sale.ts'

const now = Date.parse('2026-12-01T00:00:00Z')
const event = (id: string, saleOpensAt: string, saleClosesAt: string) =>
  ({ id, saleOpensAt, saleClosesAt }) as EventSummary

const over = event('over', '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z')
const old = event('old', '2026-11-01T00:00:00Z', '2027-01-01T00:00:00Z')
const recent = event('recent', '2026-11-30T00:00:00Z', '2027-01-01T00:00:00Z')
const soon = event('soon', '2026-12-01T00:01:00Z', '2027-01-01T00:00:00Z')
const later = event('later', '2026-12-05T00:00:00Z', '2027-01-01T00:00:00Z')

test('the next opening comes first, whatever the order of the list', () => {
  assert.equal(nextOnSale([over, later, recent, soon, old], now)?.id, 'soon')
})

test('without an opening to come, the latest that sells', () => {
  assert.equal(nextOnSale([old, recent, over], now)?.id, 'recent')
})

test('a sale that is over is nobody’s next', () => {
  assert.equal(nextOnSale([over], now), null)
})

test('a sale opens and ends at its instants', () => {
  const { saleOpensAt, saleClosesAt } = soon
  assert.equal(salePhase(saleOpensAt, saleClosesAt, Date.parse(saleOpensAt) - 1), 'soon')
  assert.equal(salePhase(saleOpensAt, saleClosesAt, Date.parse(saleOpensAt)), 'open')
  assert.equal(salePhase(saleOpensAt, saleClosesAt, Date.parse(saleClosesAt)), 'over')
})
