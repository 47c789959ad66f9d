import { createHash } from 'node:crypto'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { Refusal } from './refusal.ts'

interface IdempotentRequest {
  em: EntityManager
  user?: { id: string } | null
  headers: Record<string, string | string[] | undefined>
  method: string
  url: string
  body?: unknown
}

interface Answer<Body> {
  status: number
  body: Body
}

interface Stored {
  fingerprint: string
  status: number
  /** JSON text; of a refusal: its code, detail and members. */
  body: string
  refused: boolean
}

const KEY = /^[\x21-\x7e]{8,200}$/
const KEPT_HOURS = 24
const PURGED_AT_ONCE = 1_000

/**
 * Does a write at most once for each caller and Idempotency-Key, and gives every repetition the first answer, be it a
 * success or a final refusal. Key, effect and answer commit together. Refusals that invite another try (503, or any
 * with `retryAfterSeconds`) and errors leave nothing behind, so the same key may try again. Ask other services before
 * this, never inside. Answers are kept for a day (after draft-ietf-httpapi-idempotency-key-header).
 *
 * @param work runs in a savepoint of the transaction.
 * @throws Refusal 400 IDEMPOTENCY_KEY_MISSING, 409 IDEMPOTENCY_RUNNING while the first try is under way,
 * 422 IDEMPOTENCY_KEY_REUSED for another request under a used key, and whatever `work` refuses.
 */
export async function idempotent<Body>(
  request: IdempotentRequest,
  reply: { code(status: number): unknown },
  work: (em: EntityManager) => Promise<Answer<Body>>,
): Promise<Body> {
  const key = keyOf(request)
  const caller = request.user?.id ?? 'public'
  const fingerprint = fingerprintOf(request)

  const stored = await request.em.transactional(async (em) => {
    await lock(em, caller, key)
    const known = await find(em, caller, key)
    if (known) return known
    const answer = await attempt(em, fingerprint, work)
    await em.execute(
      'insert into idempotency_key (caller, key, fingerprint, status, body, refused) values (?, ?, ?, ?, ?, ?)',
      [caller, key, answer.fingerprint, answer.status, answer.body, answer.refused],
    )
    return answer
  })

  if (stored.fingerprint !== fingerprint)
    throw new Refusal('IDEMPOTENCY_KEY_REUSED', 422, 'This Idempotency-Key was already used for another request.')
  const body = JSON.parse(stored.body)
  if (stored.refused) throw new Refusal(body.code, stored.status, body.detail, body.members)
  reply.code(stored.status)
  return body
}

function keyOf({ headers }: IdempotentRequest): string {
  const key = headers['idempotency-key']
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new Refusal(
    'IDEMPOTENCY_KEY_MISSING',
    400,
    'Please send an Idempotency-Key header of 8 to 200 characters, a new one for every new attempt.',
    { fields: [{ path: 'headers.idempotency-key', message: 'must be 8 to 200 printable characters' }] },
  )
}

function fingerprintOf({ method, url, body }: IdempotentRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, body ?? null]))
    .digest('base64')
}

// Freed with the transaction, whatever becomes of this process.
async function lock(em: EntityManager, caller: string, key: string): Promise<void> {
  const [row] = await em.execute<{ locked: boolean }[]>(
    `select pg_try_advisory_xact_lock(hashtextextended(current_schema || ' ' || ? || ' ' || ?, 0)) as locked`,
    [caller, key],
  )
  if (!row?.locked)
    throw new Refusal('IDEMPOTENCY_RUNNING', 409, 'We are still working on this request. Please ask again shortly.', {
      retryAfterSeconds: 1,
    })
}

async function find(em: EntityManager, caller: string, key: string): Promise<Stored | undefined> {
  const [known] = await em.execute<Stored[]>(
    'select fingerprint, status, body, refused from idempotency_key where caller = ? and key = ?',
    [caller, key],
  )
  return known
}

async function attempt(
  em: EntityManager,
  fingerprint: string,
  work: (em: EntityManager) => Promise<Answer<unknown>>,
): Promise<Stored> {
  try {
    const { status, body } = await em.transactional((em) => work(em as EntityManager))
    return { fingerprint, status, body: JSON.stringify(body ?? null), refused: false }
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500 || 'retryAfterSeconds' in error.members) throw error
    const { code, status, message: detail, members } = error
    return { fingerprint, status, body: JSON.stringify({ code, detail, members }), refused: true }
  }
}

/** Forgets the answers of the day before. */
export async function purgeIdempotencyKeys(orm: MikroORM): Promise<void> {
  let dropped: number
  do {
    const result = await orm.em.getConnection().execute<{ affectedRows: number }>(
      `delete from idempotency_key where (caller, key) in (
         select caller, key from idempotency_key where created_at < now() - make_interval(hours => ${KEPT_HOURS})
         limit ${PURGED_AT_ONCE} for update skip locked)`,
      [],
      'run',
    )
    dropped = result.affectedRows
  } while (dropped === PURGED_AT_ONCE)
}
