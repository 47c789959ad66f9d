#!/usr/bin/env node
// Draws the order of a sale's lobby again, from what was published, and says whether it came out as it was told.
//
//   node verify-draw.mjs https://tiketi.com ON_SALE_ID [ENTRY]
//
// It trusts nothing but SHA-256, your receipt and, where the draw names one, the public beacon. Run it before the round
// of the beacon is out to keep the root, and after it to check the order.
import { createHash, createHmac } from 'node:crypto'

const [site, onSaleId, entry] = process.argv.slice(2)
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()
const get = async (url) => {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response
}
let wrong = 0
const check = (holds, what) => {
  if (!holds) wrong += 1
  console.log(`${holds ? 'right' : 'WRONG'}  ${what}`)
}

const draw = await (await get(`${site}/api/queue/on-sales/${onSaleId}/draw`)).json()
console.log(
  `The lobby is ${draw.state}. Round ${draw.beacon.round} of ${draw.beacon.name} decides, at ${draw.beacon.roundAt}.`,
)
if (!draw.beacon.provable) console.log('This beacon proves nothing: whoever runs the site knows its rounds in advance.')
if (draw.renamed) console.log('The root came late, so a later round than the one announced at first was named.')
if (draw.state === 'open') process.exit(0)

const bytes = Buffer.from(await (await get(`${site}/api/queue/on-sales/${onSaleId}/draw/entries`)).arrayBuffer())
const entries = Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(32 * at, 32 * at + 32))
console.log(`${entries.length} entries, root ${draw.root}`)
check(entries.length === draw.size, 'there are as many entries as was said')
check(
  entries.every((one, at) => at === 0 || Buffer.compare(entries[at - 1], one) < 0),
  'every entry is there once',
)

// The Merkle tree of RFC 9162.
let level = entries.map((one) => sha256(Buffer.of(0), one))
while (level.length > 1)
  level = level.flatMap((node, at) =>
    at % 2 === 1 ? [] : [at + 1 < level.length ? sha256(Buffer.of(1), node, level[at + 1]) : node],
  )
check((level[0] ?? sha256()).toString('hex') === draw.root, 'the entries have the root that was published')

if (draw.state === 'drawn' && draw.size > 0) {
  const randomness = Buffer.from(draw.randomness, 'hex')
  if (draw.beacon.url) {
    const round = await (await get(draw.beacon.url)).json()
    check(round.randomness === draw.randomness, `the beacon says the same at ${draw.beacon.url}`)
  }
  const seed = sha256(Buffer.from(draw.root, 'hex'), randomness)
  check(seed.toString('hex') === draw.seed, 'the seed is made of the root and the randomness')
  const order = entries
    .map((one) => ({ entry: one.toString('hex'), lot: createHmac('sha256', seed).update(one).digest() }))
    .sort((a, b) => Buffer.compare(a.lot, b.lot))
  if (entry)
    console.log(`Your entry is number ${order.findIndex((one) => one.entry === entry) + 1} of ${order.length}.`)
}
if (entry)
  check(
    entries.some((one) => one.toString('hex') === entry),
    'your entry takes part',
  )
process.exit(wrong === 0 ? 0 : 1)
