import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Draw } from '@tiketi/contracts/queue'
import { verifyDraw } from '../src/draw/verify-draw.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const entries = Array.from({ length: 5 }, (_, at) => sha256(Buffer.from(`entry ${at}`))).toSorted(Buffer.compare)
const bytes = Uint8Array.from(Buffer.concat(entries))
const [a, b, c, d, e] = entries.map((entry) => sha256(Buffer.of(0), entry)) as [Buffer, Buffer, Buffer, Buffer, Buffer]
const node = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right)
const root = node(node(node(a, b), node(c, d)), e)
const randomness = sha256(Buffer.from('a round'))
const seed = sha256(root, randomness)
const order = entries.toSorted((one, other) =>
  Buffer.compare(createHmac('sha256', seed).update(one).digest(), createHmac('sha256', seed).update(other).digest()),
)

const draw: Draw = {
  onSaleId: '00000000-0000-4000-8000-000000000000',
  state: 'drawn',
  closesAt: '2026-12-01T10:59:30.000Z',
  beacon: { name: 'a beacon', provable: true, round: 7, roundAt: '2026-12-01T10:59:42.000Z' },
  renamed: false,
  size: 5,
  root: root.toString('hex'),
  randomness: randomness.toString('hex'),
  seed: seed.toString('hex'),
}

test('the page finds a draw right that is right, and one’s own place in it', async () => {
  for (const [at, entry] of order.entries()) {
    const verdict = await verifyDraw(draw, bytes, entry.toString('hex'))
    assert.deepEqual(verdict, { complete: true, rooted: true, seeded: true, present: true, rank: at + 1 })
  }
  const undrawn = { ...draw, state: 'closed' as const, randomness: null, seed: null }
  assert.deepEqual(await verifyDraw(undrawn, bytes, null), {
    complete: true,
    rooted: true,
    seeded: false,
    present: null,
    rank: null,
  })
})

test('the page finds an entry that was added, taken out or changed, and another seed', async () => {
  const own = order[0]!.toString('hex')
  assert.equal((await verifyDraw(draw, bytes.slice(32), own)).complete, false)
  assert.equal((await verifyDraw({ ...draw, size: 4 }, bytes.slice(32), own)).rooted, false)
  assert.equal((await verifyDraw(draw, bytes, 'ff'.repeat(32))).present, false)
  assert.equal((await verifyDraw({ ...draw, seed: draw.root }, bytes, own)).seeded, false)
})

test('the script that anybody can run says the same', async (t) => {
  let published: Draw = draw
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/entries')) response.end(bytes)
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(published))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const script = new URL('../public/verify-draw.mjs', import.meta.url).pathname
  const run = async () => {
    const child = spawn(process.execPath, [script, site, draw.onSaleId, order[2]!.toString('hex')])
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit'), text(child.stderr)])
    return { said, code }
  }
  const right = await run()
  assert.equal(right.code, 0, right.said)
  assert.match(right.said, /Your entry is number 3 of 5\./)
  published = { ...draw, root: draw.seed }
  assert.equal((await run()).code, 1)
})
