import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { arrayOf } from './array-of.ts'
import { executeLast, executePrepared } from './prepared.ts'

/** An event is tried this often; then it is dead until somebody replays it. The index of due events knows the number. */
export const MAX_ATTEMPTS = 10
const KEPT_DAYS = 7
const PURGED_AT_ONCE = 1_000

/** An event that this worker took, for as long as the lease lasts or its row is locked. */
export interface ClaimedEvent {
  id: string
  name: string
  payload: unknown
  traceparent: string | null
  /** The fence: whoever claimed later has a higher number. */
  attempt: number
}

export interface DeadEvent {
  id: string
  name: string
  createdAt: Date
  lastError: string | null
}

const DEAD = `done_at is null and attempts >= ${MAX_ATTEMPTS} and run_at <= now()`

/** The table of events that one service is to handle. Every statement commits by itself unless it is given an `em`. */
export function eventInbox(orm: MikroORM, service: ServiceName) {
  const event = `"${service}_inbox".event`
  const execute = <Row>(sql: string, params: unknown[] = []): Promise<Row[]> =>
    orm.em.getConnection().execute<Row[]>(sql, params)
  const affected = async (sql: string, params: unknown[] = []): Promise<number> =>
    (await orm.em.getConnection().execute<{ affectedRows: number }>(sql, params, 'run')).affectedRows

  return {
    /**
     * The event that has been due longest. The attempt is counted before the handler can take the process down, and
     * `run_at` is when another worker may take it should this one be gone. A row whose handler is at work is locked.
     */
    async claim(leaseSeconds: number): Promise<ClaimedEvent | undefined> {
      const [claimed] = await executePrepared<ClaimedEvent>(
        orm.em as EntityManager,
        `update ${event} set attempts = attempts + 1, run_at = now() + make_interval(secs => ?)
         where id = (
           select id from ${event} where done_at is null and attempts < ${MAX_ATTEMPTS} and run_at <= now()
           order by run_at limit 1 for update skip locked)
         returning id, name, payload, traceparent, attempts as attempt`,
        [leaseSeconds],
      )
      return claimed
    },

    /** More events like one that was just claimed, none of them tried before: what one of them fails by spoils no other twice. */
    claimAlike({ name }: ClaimedEvent, leaseSeconds: number, most: number): Promise<ClaimedEvent[]> {
      return executePrepared<ClaimedEvent>(
        orm.em as EntityManager,
        `update ${event} set attempts = 1, run_at = now() + make_interval(secs => ?)
         where id in (
           select id from ${event} where done_at is null and attempts = 0 and run_at <= now() and name = ?
           order by run_at limit ? for update skip locked)
         returning id, name, payload, traceparent, attempts as attempt`,
        [leaseSeconds, name, most],
      )
    },

    /**
     * Locks claimed events until the transaction ends. It waits, because skipping a row that another worker's claim merely
     * looks at would leave it alone for a whole lease.
     *
     * @returns those of them that were neither done nor taken since.
     */
    async hold(em: EntityManager, claimed: ClaimedEvent[]): Promise<ClaimedEvent[]> {
      const rows = await executePrepared<{ id: string }>(
        em,
        `select id from ${event} e join unnest(?::uuid[], ?::int[]) as claimed (id, attempts) using (id, attempts)
         where done_at is null order by id for update of e`,
        [arrayOf(claimed.map(({ id }) => id)), arrayOf(claimed.map(({ attempt }) => attempt))],
      )
      const held = new Set(rows.map(({ id }) => id))
      return claimed.filter(({ id }) => held.has(id))
    },

    /** Commits the transaction of `em` with them. */
    async finish(em: EntityManager, held: ClaimedEvent[]): Promise<void> {
      const ids = arrayOf(held.map(({ id }) => id))
      await executeLast(em, `update ${event} set done_at = now(), last_error = null where id = any(?::uuid[])`, [ids])
    },

    /** Puts a failed event back: due after e^attempts seconds, at most an hour, half of that by chance. */
    async retry({ id, attempt }: ClaimedEvent, error: string): Promise<void> {
      await affected(
        `update ${event} set last_error = ?, run_at = now() + case when attempts >= ${MAX_ATTEMPTS} then interval '0'
           else make_interval(secs => least(3600, exp(attempts)) * (0.5 + random() / 2)) end
         where id = ? and done_at is null and attempts = ?`,
        [error, id, attempt],
      )
    },

    /** Gives an event up that no later attempt can handle. */
    async bury({ id, attempt }: ClaimedEvent, error: string): Promise<void> {
      await affected(
        `update ${event} set last_error = ?, run_at = now(), attempts = ${MAX_ATTEMPTS}
         where id = ? and done_at is null and attempts = ?`,
        [error, id, attempt],
      )
    },

    /** The dead events, oldest first. */
    dead(): Promise<DeadEvent[]> {
      return execute(
        `select id, name, created_at as "createdAt", last_error as "lastError" from ${event}
         where ${DEAD} order by created_at`,
      )
    },

    /** Makes dead events due again with all their attempts; how many that were. */
    replay(ids: string[] | 'all'): Promise<number> {
      const chosen = ids === 'all' ? '' : 'and id = any(?::uuid[])'
      return affected(
        `update ${event} set attempts = 0, run_at = now() where ${DEAD} ${chosen}`,
        ids === 'all' ? [] : [arrayOf(ids)],
      )
    },

    /** How many events are dead, and for how long the oldest living one has been due. */
    async backlog(): Promise<{ dead: number; oldestDueSeconds: number }> {
      const [backlog] = await execute<{ dead: number; oldestDueSeconds: number }>(
        `select (select count(*) from ${event} where ${DEAD}) as dead,
           coalesce((select extract(epoch from now() - min(run_at))::float8 from ${event}
             where done_at is null and attempts < ${MAX_ATTEMPTS} and run_at <= now()), 0) as "oldestDueSeconds"`,
      )
      return backlog!
    },

    /** Drops what was done a week ago; replays and questions about it are over by then. */
    async purge(): Promise<void> {
      let dropped: number
      do {
        dropped = await affected(
          `delete from ${event} where id in (
             select id from ${event} where done_at < now() - make_interval(days => ${KEPT_DAYS})
             limit ${PURGED_AT_ONCE} for update skip locked)`,
        )
      } while (dropped === PURGED_AT_ONCE)
    },
  }
}

export type EventInbox = ReturnType<typeof eventInbox>
