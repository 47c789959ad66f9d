import { createHash } from 'node:crypto'
import { type EntityManager, type MikroORM, UniqueConstraintViolationException } from '@mikro-orm/postgresql'
import { executeLast, executePrepared } from './prepared.ts'
import { Refusal } from './refusal.ts'

interface IdempotentRequest {
  em: EntityManager
  user?: { id: string } | null
  headers: Record<string, string | string[] | undefined>
  method: string
  url: string
  body?: unknown
}

/** One try: whose, and of what. */
interface Mine {
  caller: string
  key: string
  fingerprint: string
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
 * @param work runs in the transaction, of which nothing is left when it throws.
 * @throws Refusal 400 IDEMPOTENCY_KEY_MISSING, 409 IDEMPOTENCY_RUNNING while the first try is under way,
 * 422 IDEMPOTENCY_KEY_REUSED for another request under a used key, and whatever `work` refuses.
 */
export async function idempotent<Body>(
  request: IdempotentRequest,
  reply: { code(status: number): unknown },
  work: (em: EntityManager) => Promise<Answer<Body>>,
): Promise<Body> {
  const mine = { caller: request.user?.id ?? 'public', key: keyOf(request), fingerprint: fingerprintOf(request) }
  const stored = await request.em
    .transactional(async (em) => {
      const known = await lock(em, mine)
      if (known) return known
      const { status, body } = await work(em as EntityManager)
      const answer = { ...mine, status, body: JSON.stringify(body ?? null), refused: false }
      await executeLast(em, KEEP, valuesOf(answer))
      return answer
    })
    .catch((error) => afterRollback(request.em, mine, error))

  if (stored.fingerprint !== mine.fingerprint)
    throw new Refusal('IDEMPOTENCY_KEY_REUSED', 422, 'This Idempotency-Key was already used for another request.')
  const body = JSON.parse(stored.body)
  if (stored.refused) throw new Refusal(body.code, stored.status, body.detail, body.members)
  reply.code(stored.status)
  return body
}

/** Whether another try with the same key committed after this one had looked and before it held the lock. */
function isOvertaken(error: unknown): boolean {
  return error instanceof UniqueConstraintViolationException && error.message.includes('idempotency_key')
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

/** The lock is freed with the transaction, whatever becomes of this process. */
async function lock(em: EntityManager, { caller, key }: Mine): Promise<Stored | undefined> {
  const [row] = await executePrepared<{ locked: boolean } & (Stored | { fingerprint: null })>(
    em,
    `with lock as materialized (
       select pg_try_advisory_xact_lock(hashtextextended(current_schema || ' ' || ?::text || ' ' || ?::text, 0)) as locked)
     select locked, fingerprint, status, body, refused
     from lock left join idempotency_key on locked and caller = ? and key = ?`,
    [caller, key, caller, key],
  )
  if (!row!.locked)
    throw new Refusal('IDEMPOTENCY_RUNNING', 409, 'We are still working on this request. Please ask again shortly.', {
      retryAfterSeconds: 1,
    })
  return row!.fingerprint === null ? undefined : row
}

const KEEP = 'insert into idempotency_key (caller, key, fingerprint, status, body, refused) values (?, ?, ?, ?, ?, ?)'

function valuesOf({ caller, key, fingerprint, status, body, refused }: Mine & Stored): [unknown, ...unknown[]] {
  return [caller, key, fingerprint, status, body, refused]
}

/** A final refusal, whose effects are undone by now, is kept, unless another try was first: then that one's answer counts. */
async function afterRollback(em: EntityManager, mine: Mine, error: unknown): Promise<Stored> {
  if (error instanceof Refusal && isFinal(error)) {
    const { code, status, message: detail, members } = error
    const answer = { ...mine, status, body: JSON.stringify({ code, detail, members }), refused: true }
    const kept = await executePrepared(em, `${KEEP} on conflict do nothing returning true`, valuesOf(answer))
    if (kept.length > 0) return answer
  } else if (!isOvertaken(error)) throw error
  const [first] = await em.execute<[Stored]>(
    'select fingerprint, status, body, refused from idempotency_key where caller = ? and key = ?',
    [mine.caller, mine.key],
  )
  return first
}

function isFinal({ status, members }: Refusal): boolean {
  return status < 500 && !('retryAfterSeconds' in members)
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
