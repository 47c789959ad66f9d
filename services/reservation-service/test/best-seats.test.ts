import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Hold } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { insist, type Someone } from './someone.ts'
import { performanceForSale, stage } from './stage.ts'

interface Best {
  performanceId: string
  count: number
  grade?: string
  wheelchairs?: number
}

function holdBest(buyer: Someone, wish: Best) {
  const key = randomUUID()
  return insist(() => buyer.post('/api/reservation/best-holds', wish, { 'idempotency-key': key }))
}

const seatsOf = ({ seats }: Hold) => seats.map(({ seat }) => seat)

test('the best seats are held side by side, of the grade that was asked for', async (t) => {
  const { sell, someone } = await stage(t)
  const { id: performanceId } = await sell()
  const two = await holdBest(await someone(), { performanceId, count: 2 })
  assert.equal(two.status, 201, JSON.stringify(two.body))
  assert.deepEqual(seatsOf(two.body), [4, 5])
  assert.equal(two.body.state, 'held')
  const third = await holdBest(await someone(), { performanceId, count: 3, grade: 'R' })
  assert.deepEqual(seatsOf(third.body), [23, 24, 25])
})

test('of buyers who want the best in the same moment by way of two processes, each gets seats of their own, together', async (t) => {
  const { app, start, sell, someone, sql } = await stage(t)
  const other = await start()
  const { id: performanceId } = await sell()
  const buyers = await Promise.all(Array.from({ length: 20 }, () => someone()))
  const answers = await Promise.all(
    buyers.map((buyer, at) => holdBest(buyer.at(at % 2 ? app : other), { performanceId, count: 2 })),
  )
  const held = answers.map(({ status, body }) => {
    assert.equal(status, 201, JSON.stringify(body))
    return seatsOf(body)
  })
  for (const [a, b] of held) assert.equal(b! - a!, 1)
  assert.equal(new Set(held.flat()).size, 40)
  const [{ claims }] = (await sql<{ claims: number }>(
    'select count(*)::int as claims from reservation.seat_claim',
  )) as [{ claims: number }]
  assert.equal(claims, 40)
  const late = await until(async () => {
    const answer = await holdBest(await someone(), { performanceId, count: 1 })
    return answer.status === 409 ? answer : undefined
  })
  assert.equal(late.body.code, 'NONE_TOGETHER')
})

test('a place for a wheelchair is held with its companion beside it, and for nobody else', async (t) => {
  const { sell, someone } = await stage(t)
  const { plan } = performanceForSale()
  plan.sections[1]!.rows[1]!.accessible = [0, 1]
  const { id: performanceId } = await sell({ performance: { plan } })
  const pair = await holdBest(await someone(), { performanceId, count: 2, wheelchairs: 1 })
  assert.deepEqual(seatsOf(pair.body), [31, 32])
  const others = await holdBest(await someone(), { performanceId, count: 4, grade: 'R' })
  assert.ok(seatsOf(others.body).every((seat) => seat < 30))
  const many = await holdBest(await someone(), { performanceId, count: 3, wheelchairs: 2 })
  assert.deepEqual([many.status, many.body.code], [409, 'NONE_TOGETHER'])
})

test('a wish that cannot be is refused, and so is one beyond the limit of a person', async (t) => {
  const { sell, someone, sql } = await stage(t)
  const { id: performanceId } = await sell()
  const buyer = await someone()
  const refused = async (wish: Omit<Best, 'performanceId'>) => {
    const { status, body } = await holdBest(buyer, { performanceId, ...wish })
    return [status, body.code]
  }
  for (const count of [0, -1, 1.5, 21, 2 ** 40]) assert.deepEqual(await refused({ count }), [400, 'INVALID'])
  assert.deepEqual(await refused({ count: 1, wheelchairs: 2 }), [400, 'INVALID'])
  assert.deepEqual(await refused({ count: 1, grade: 'X' }), [404, 'GRADE_UNKNOWN'])
  assert.deepEqual(await refused({ count: 11 }), [409, 'NONE_TOGETHER'])
  assert.deepEqual(await refused({ count: 5 }), [409, 'LIMIT_REACHED'])
  assert.deepEqual(await sql('select seat from reservation.seat_claim'), [])
})
