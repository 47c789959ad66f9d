import type { Draw } from '@tiketi/contracts/queue'

export interface Verdict {
  /** The entries are as many as was said, each once. */
  complete: boolean
  /** They have the root that was published. */
  rooted: boolean
  /** The seed is made of the root and the randomness. */
  seeded: boolean
  /** One's own entry takes part; null for who has none. */
  present: boolean | null
  /** One's own place in the order, from 1. */
  rank: number | null
}

/** So many at once keep the page responsive. */
const ENTRIES_AT_ONCE = 1_000

/** Draws again from what was published, with nothing but the browser's own SHA-256 and HMAC. */
export async function verifyDraw(draw: Draw, bytes: Uint8Array<ArrayBuffer>, own: string | null): Promise<Verdict> {
  const entries = Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(32 * at, 32 * at + 32))
  const names = entries.map(toHex)
  const at = own === null ? -1 : names.indexOf(own)
  const verdict = {
    complete: entries.length === draw.size && names.every((name, next) => next === 0 || names[next - 1]! < name),
    rooted: toHex(await merkleRoot(entries)) === draw.root,
    seeded: false,
    present: own === null ? null : at >= 0,
    rank: null,
  }
  if (!draw.root || !draw.randomness) return verdict
  const seed = await sha256(fromHex(draw.root), fromHex(draw.randomness))
  return { ...verdict, seeded: toHex(seed) === draw.seed, rank: at < 0 ? null : await rankOf(at, entries, seed) }
}

async function rankOf(at: number, entries: Uint8Array<ArrayBuffer>[], seed: Uint8Array<ArrayBuffer>): Promise<number> {
  const key = await crypto.subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const lots = await inParts(entries, async (entry) =>
    toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, entry))),
  )
  return lots.filter((lot) => lot < lots[at]!).length + 1
}

/** RFC 9162 §2.1.1. */
async function merkleRoot(entries: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  let level = await inParts(entries, (entry) => sha256(Uint8Array.of(0), entry))
  while (level.length > 1) {
    const below = level
    const pairs = Array.from(
      { length: Math.ceil(below.length / 2) },
      (_, at) => [below[2 * at]!, below[2 * at + 1]] as const,
    )
    level = await inParts(pairs, async ([left, right]) => (right ? sha256(Uint8Array.of(1), left, right) : left))
  }
  return level[0] ?? sha256()
}

async function inParts<From, To>(from: From[], make: (one: From) => Promise<To>): Promise<To[]> {
  const made: To[] = []
  for (let at = 0; at < from.length; at += ENTRIES_AT_ONCE)
    made.push(...(await Promise.all(from.slice(at, at + ENTRIES_AT_ONCE).map(make))))
  return made
}

async function sha256(...parts: Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()))
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
