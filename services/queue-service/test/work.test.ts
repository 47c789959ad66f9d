import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { PROOF_HEADER } from '@tiketi/contracts/proof-of-work'
import { Arrivals, bitsFor } from '../src/arrivals.ts'
import { joined, openLine, stage } from './stage.ts'

function solve({ puzzle, bits }: { puzzle: string; bits: number }): string {
  for (let nonce = 0; ; nonce++) {
    const hash = createHash('sha256').update(`${puzzle}:${nonce}`).digest()
    if (hash.readUInt32BE(0) >>> (32 - bits) === 0) return `${puzzle}:${nonce}`
  }
}

test('where work is demanded, a place costs a puzzle of one’s own, once; a place that one has costs none', async (t) => {
  const all = await stage(t)
  const app = await all.start()
  const id = await openLine(all, app, { opensAt: new Date(Date.now() + 3_600_000).toISOString() })
  const before = await all.person()
  const { placeTicket } = await joined(app, id, before)
  const admin = await all.person(randomUUID(), ['admin'])
  const demanded = await app.inject({
    method: 'POST',
    url: `/api/queue/operator/on-sales/${id}/actions`,
    headers: admin.headers,
    payload: { action: 'demand-work', demanded: true },
  })
  assert.equal(demanded.statusCode, 200, demanded.body)

  const url = `/api/queue/on-sales/${id}/entries`
  const ask = ({ headers }: typeof before, solution?: string) =>
    app.inject({ method: 'POST', url, headers: { ...headers, ...(solution && { [PROOF_HEADER]: solution }) } })
  const [person, other] = [await all.person(), await all.person()]
  const refused = await ask(person)
  assert.deepEqual([refused.statusCode, refused.json().code], [428, 'PROOF_NEEDED'])
  const solution = solve(refused.json())
  assert.equal((await ask(other, solution)).statusCode, 428, 'somebody else’s work')
  assert.equal((await ask(person, solution)).statusCode, 200)
  assert.equal((await ask(person, solution)).statusCode, 428, 'the same work again')
  assert.equal((await joined(app, id, before, { placeTicket })).number, 1)
})

test('the more people come in a second, the more work a place costs, within bounds', () => {
  assert.deepEqual([0, 10, 100, 1_000, 1_000_000].map(bitsFor), [12, 13, 15, 18, 20])
  const arrivals = new Arrivals()
  for (let at = 0; at < 30; at++) arrivals.count(1_000 + at)
  assert.equal(arrivals.perSecond(1_900), 30)
  assert.equal(arrivals.perSecond(2_500), 30)
  assert.equal(arrivals.perSecond(3_500), 0)
})
