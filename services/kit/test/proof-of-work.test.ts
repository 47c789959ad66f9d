import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { Puzzle } from '@tiketi/contracts/proof-of-work'
import { createLog } from '@tiketi/kit/log'
import { proofOfWork } from '@tiketi/kit/proof-of-work'
import { connectRedis } from '@tiketi/kit/redis'
import type { Refusal } from '@tiketi/kit/refusal'
import { testRedis, until } from '@tiketi/kit/testing'

const KEY = 'a key for one test only'

test('a solved puzzle opens once, for its subject alone, in every process of its service', async (t) => {
  const redis = await connect(t)
  const [here, elsewhere] = [1, 2].map(() => proofOfWork({ service: 'auth', key: KEY, redis }))
  const otherService = proofOfWork({ service: 'queue', key: KEY, redis })
  const demand = (solution?: string, { subject = 'log-in 1', proof = here! } = {}) =>
    puzzleOf(proof.demand({ subject, bits: 8, solution }))

  const puzzle = await demand()
  assert.equal(puzzle?.bits, 8)
  const solution = solve(puzzle!)
  assert.ok(await demand(solution, { subject: 'log-in 2' }), 'another subject')
  assert.ok(await demand(solution, { proof: otherService }), 'another service')
  assert.equal(await demand(solution, { proof: elsewhere! }), undefined)
  assert.ok(await demand(solution), 'a second time')
  // Of very many at once one is let in.
  const raced = solve((await demand())!)
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => demand(raced)))
  assert.equal(outcomes.filter((outcome) => outcome === undefined).length, 1)
})

test('what is no solution of ours opens nothing, and gets a puzzle to solve', async (t) => {
  const redis = await connect(t)
  const proof = proofOfWork({ service: 'auth', key: KEY, redis })
  const demand = (solution?: string) => puzzleOf(proof.demand({ subject: 'log-in', bits: 8, solution }))
  const { puzzle } = (await demand())!
  const [bits, until, salt, mac] = puzzle.split('.') as [string, string, string, string]
  const forged = [
    ['nothing', ''],
    ['no nonce', puzzle],
    ['a nonce that does not solve it', `${puzzle}:${wrongNonce(puzzle)}`],
    ['a nonce that is no number', solve({ puzzle, bits: 8 }).replace(/:/, ':0x')],
    ['two nonces', `${solve({ puzzle, bits: 8 })}:1`],
    ['an easier one', solve({ puzzle: `1.${until}.${salt}.${mac}`, bits: 1 })],
    ['one that is good for longer', solve({ puzzle: `${bits}.${Number(until) + 1}.${salt}.${mac}`, bits: 8 })],
    ['the same bytes in another spelling', solve({ puzzle: `${puzzle}=`, bits: 8 })],
    ['one of another key', solve(await foreignPuzzle(redis))],
  ]
  for (const [what, solution] of forged) assert.ok(await demand(solution), what)
  assert.equal(await demand(solve({ puzzle, bits: 8 })), undefined)
})

test('a puzzle is good for three minutes', async (t) => {
  const redis = await connect(t)
  const proof = proofOfWork({ service: 'auth', key: KEY, redis })
  const demand = (solution?: string) => puzzleOf(proof.demand({ subject: 'log-in', bits: 4, solution }))
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const [early, late] = [solve((await demand())!), solve((await demand())!)]
  t.mock.timers.tick(170_000)
  assert.equal(await demand(early), undefined)
  t.mock.timers.tick(11_000)
  assert.ok(await demand(late))
})

async function connect(t: TestContext) {
  const { url } = await testRedis(t)
  const redis = connectRedis({ REDIS_URL: url, REDIS_CLUSTER: false }, createLog('test', 'silent'))
  t.after(() => redis.disconnect())
  await until(async () => (await redis.ping().catch(() => '')) === 'PONG')
  return redis
}

/** The puzzle that was demanded; nothing when the request may go on. */
function puzzleOf(demanded: Promise<void>): Promise<Puzzle | undefined> {
  return demanded.then(
    () => undefined,
    ({ code, status, members }: Refusal) => {
      assert.deepEqual([code, status], ['PROOF_NEEDED', 428])
      return members as unknown as Puzzle
    },
  )
}

async function foreignPuzzle(redis: Awaited<ReturnType<typeof connect>>): Promise<Puzzle> {
  const foreign = proofOfWork({ service: 'auth', key: 'another key', redis })
  return (await puzzleOf(foreign.demand({ subject: 'log-in', bits: 8, solution: undefined })))!
}

function solve({ puzzle, bits }: Puzzle): string {
  for (let nonce = 0; ; nonce++) if (zeroBits(puzzle, nonce) >= bits) return `${puzzle}:${nonce}`
}

function wrongNonce(puzzle: string): number {
  for (let nonce = 0; ; nonce++) if (zeroBits(puzzle, nonce) < 8) return nonce
}

function zeroBits(puzzle: string, nonce: number): number {
  const bits = [...createHash('sha256').update(`${puzzle}:${nonce}`).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  return bits.indexOf('1')
}
