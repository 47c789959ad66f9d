import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { drandBeacon } from '../src/drand.ts'
import { drawRanks, drawSeed } from '../src/draw-order.ts'
import { hashChainBeacon } from '../src/hash-chain-beacon.ts'
import { entryOf } from '../src/lobby.ts'
import { merkleRoot, sha256 } from '../src/merkle.ts'

const entries = (count: number) =>
  Buffer.concat(Array.from({ length: count }, (_, at) => entryOf('a key', { onSaleId: 'sale', personId: `${at}` })))

test('every entry gets every rank equally often, and neighbours in the list are no neighbours in the order', () => {
  const [PEOPLE, DRAWS] = [20, 1_000]
  const all = entries(PEOPLE)
  const counts = Array.from({ length: PEOPLE }, () => new Array<number>(PEOPLE).fill(0))
  let ascents = 0
  for (let at = 0; at < DRAWS; at++) {
    const ranks = drawRanks(drawSeed(merkleRoot(all), sha256(Buffer.from(`randomness ${at}`))), all)
    assert.equal(new Set(ranks).size, PEOPLE)
    for (const [person, rank] of ranks.entries()) counts[person]![rank - 1]! += 1
    for (let next = 1; next < PEOPLE; next++) if (ranks[next]! > ranks[next - 1]!) ascents += 1
  }
  // Chi-squared with 19 * 19 degrees of freedom: mean 361, deviation 27. The seeds are fixed, so this cannot waver.
  const expected = DRAWS / PEOPLE
  const chi = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  assert.ok(Math.abs(chi - 361) < 3 * 27, `chi-squared is ${chi}`)
  const share = ascents / (DRAWS * (PEOPLE - 1))
  assert.ok(Math.abs(share - 0.5) < 0.015, `${share} of neighbours ascend`)
})

test('one entry more, less or other gives another root, and another order', () => {
  const some = entries(5)
  const roots = [some, some.subarray(0, 128), entries(6), Buffer.concat([some.subarray(32), some.subarray(0, 32)])]
  assert.equal(new Set(roots.map((of) => merkleRoot(of).toString('hex'))).size, 4)

  // RFC 9162 §2.1.1, written out for three.
  const [a, b, c] = [0, 1, 2].map((at) =>
    sha256(Buffer.concat([Buffer.from([0]), some.subarray(32 * at, 32 * at + 32)])),
  )
  const node = (left: Buffer, right: Buffer) => sha256(Buffer.concat([Buffer.from([1]), left, right]))
  assert.deepEqual(merkleRoot(some.subarray(0, 96)), node(node(a!, b!), c!))
  assert.equal(merkleRoot(Buffer.alloc(0)).toString('hex'), hash('sha256', ''))
})

test('a person has one entry in a sale, and another in another', () => {
  const of = { onSaleId: 'sale', personId: 'person' }
  assert.deepEqual(entryOf('a key', of), entryOf('a key', of))
  assert.notDeepEqual(entryOf('a key', of), entryOf('another key', of))
  assert.notDeepEqual(entryOf('a key', of), entryOf('a key', { ...of, onSaleId: 'other' }))
})

test('a round of drand is taken when it is out and hashes right, from whichever relay answers', async (t) => {
  const signature = 'ab'.repeat(48)
  const randomness = hash('sha256', Buffer.from(signature, 'hex'))
  let answer: { status: number; body: object } = { status: 200, body: { round: 1_000, randomness, signature } }
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url!)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const relay = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const beacon = drandBeacon(['http://127.0.0.1:1', relay])

  assert.equal((await beacon.read(1_000))?.toString('hex'), randomness)
  assert.match(asked[0]!, /^\/[0-9a-f]{64}\/public\/1000$/)
  assert.ok(beacon.provable)
  answer = { status: 404, body: {} }
  assert.equal(await beacon.read(1_000), undefined, 'not out yet')
  for (const body of [
    { round: 999, randomness, signature },
    { round: 1_000, randomness: '00'.repeat(32), signature },
    {},
  ]) {
    answer = { status: 200, body }
    await assert.rejects(beacon.read(1_000))
  }
  answer = { status: 500, body: {} }
  await assert.rejects(beacon.read(1_000))

  // Round 1 of quicknet came out on 23 August 2023 at 15:09:27 UTC, and one every three seconds since.
  const first = Date.parse('2023-08-23T15:09:27Z')
  assert.deepEqual(beacon.roundFrom(first), { round: 1, at: first })
  assert.deepEqual(beacon.roundFrom(first + 1), { round: 2, at: first + 3_000 })
})

test('the stand-in of one machine gives no round early, and each is the hash of the next', async () => {
  const beacon = hashChainBeacon('a key')
  const { round, at } = beacon.roundFrom(Date.now() + 10_000)
  assert.ok(at >= Date.now() + 5_000)
  assert.equal(await beacon.read(round), undefined)
  const noon = beacon.roundFrom(Date.parse('2026-01-01T12:00:00Z')).round
  const [value, next] = [await beacon.read(noon), await beacon.read(noon + 1)]
  assert.deepEqual(value, sha256(next!))
  assert.deepEqual(await hashChainBeacon('a key').read(noon), value)
  assert.equal(beacon.provable, false)
})
