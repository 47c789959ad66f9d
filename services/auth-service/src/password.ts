import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { counter, histogram } from '@tiketi/kit/metrics'
import { Refusal } from '@tiketi/kit/refusal'
import { bounded } from './bounded.ts'

interface Cost {
  memoryKib: number
  passes: number
  parallelism: number
}

/** OWASP Password Storage Cheat Sheet, argon2id. */
const COST: Cost = { memoryKib: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32
/** Argon2 1.3, as it is written in a PHC string. */
const VERSION = 19

const RUNNING = 2
const WAITING = 64

const workSeconds = histogram('password_work_seconds', 'Hashing or checking one password, waiting included')
const refusedTotal = counter('password_work_refused_total', 'Passwords not looked at because too many were waiting')

const oneOfFew = bounded(RUNNING, WAITING, () => {
  refusedTotal.inc()
  throw new Refusal('BUSY', 503, 'Very many people are logging in right now. Please try again in a moment.', {
    // Not all at the same second again.
    retryAfterSeconds: 2 + Math.floor(Math.random() * 4),
  })
})
const derive = promisify(argon2)

/** Of nobody's password, so that an unknown address costs the same work as a known one. */
const DECOY = encode(COST, randomBytes(SALT_BYTES), randomBytes(TAG_BYTES))

/**
 * A password as it is stored: a PHC string of argon2id.
 * @throws Refusal 503 BUSY at once when too many are waiting.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return encode(COST, salt, await work(password, COST, salt))
}

/**
 * Whether this is the password that was hashed; without a hash never, after the same work.
 * @throws Refusal 503 BUSY at once when too many are waiting.
 */
export async function checkPassword(password: string, hash: string = DECOY): Promise<boolean> {
  const { cost, salt, tag } = decode(hash)
  return timingSafeEqual(await work(password, cost, salt), tag)
}

/** Whether a stored hash was made at another cost than today's. */
export function isOutdated(hash: string): boolean {
  const { cost } = decode(hash)
  return JSON.stringify(cost) !== JSON.stringify(COST)
}

async function work(password: string, { memoryKib, passes, parallelism }: Cost, salt: Buffer): Promise<Buffer> {
  // The same letters reach us in several forms, by keyboard (NIST SP 800-63B-4, 3.1.1.2).
  const message = password.normalize('NFKC')
  const parameters = { message, nonce: salt, parallelism, memory: memoryKib, passes, tagLength: TAG_BYTES }
  const done = workSeconds.startTimer()
  const tag = await oneOfFew(() => derive('argon2id', parameters))
  done()
  return tag
}

function encode({ memoryKib, passes, parallelism }: Cost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=${VERSION}$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

function decode(hash: string): { cost: Cost; salt: Buffer; tag: Buffer } {
  const [, m, t, p, salt, tag] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash) ?? []
  if (!salt || !tag) throw new Error('A stored password hash is not a PHC string of argon2id.')
  return {
    cost: { memoryKib: Number(m), passes: Number(t), parallelism: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
