/** Round constants and initial state (FIPS 180-4): the first bits of the fractional parts of roots of primes. */
const primes = firstPrimes(64)
const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
/** Of the block at hand: one for all, since a new one each time costs as much as the hash. */
const schedule = new Int32Array(64)

/**
 * The first 32 bits of the SHA-256 of an ASCII text, as an unsigned number. The browser's own digest answers by a promise
 * each, which costs several times the hash itself when a million of them are wanted.
 */
export function sha256Head(text: string): number {
  const blocks = ((text.length + 8) >> 6) + 1
  const words = new Int32Array(blocks * 16)
  for (let at = 0; at < text.length; at++) words[at >> 2]! |= text.charCodeAt(at) << (24 - (at & 3) * 8)
  words[text.length >> 2]! |= 0x80 << (24 - (text.length & 3) * 8)
  words[blocks * 16 - 1] = text.length * 8

  const state = START.slice()
  for (let block = 0; block < blocks; block++) {
    for (let at = 0; at < 16; at++) schedule[at] = words[block * 16 + at]!
    for (let at = 16; at < 64; at++) schedule[at] = scheduled(at)
    compress(state)
  }
  return state[0]! >>> 0
}

function scheduled(at: number): number {
  const early = schedule[at - 15]!
  const late = schedule[at - 2]!
  const small0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
  const small1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
  return (schedule[at - 16]! + small0 + schedule[at - 7]! + small1) | 0
}

function compress(state: Int32Array): void {
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let at = 0; at < 64; at++) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const one = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[at]! + schedule[at]!) | 0
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  state[0] = a + state[0]!
  state[1] = b + state[1]!
  state[2] = c + state[2]!
  state[3] = d + state[3]!
  state[4] = e + state[4]!
  state[5] = f + state[5]!
  state[6] = g + state[6]!
  state[7] = h + state[7]!
}

function turned(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0
}

function firstPrimes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
}
