import type { AbstractSqlConnection, EntityManager } from '@mikro-orm/postgresql'
import { CompiledQuery } from 'kysely'
import { AHEAD, LAST } from './database-client.ts'

/** A statement with `$1` for `?`. */
const numbered = new Map<string, string>()

/**
 * Does what `em.execute` does, for a statement that is sent again and again: each connection has the server parse it
 * once, and plan it at most a few times. Values travel beside the text, never in it.
 *
 * The text must be one of few, and name its columns: a `*` in what it returns fails on a connection that is older than
 * a column that a migration adds (PostgreSQL: "cached plan must not change result type").
 *
 * @param params strings, numbers, booleans, dates and null, in the order of the `?`; arrays as PostgreSQL writes them.
 * @throws the driver's exceptions, as `em.execute` does.
 */
export async function executePrepared<Row extends object>(
  em: EntityManager,
  sql: string,
  params: Params,
): Promise<Row[]> {
  return ask(em, '', sql, params)
}

/**
 * Does the same for a statement whose answer nobody looks at: it is sent with the transaction's next one, or with its
 * commit. What goes wrong with it is thrown there.
 *
 * @throws Error outside a transaction.
 */
export async function executeAhead(em: EntityManager, sql: string, params: Params): Promise<void> {
  if (!em.isInTransaction()) throw new Error('Outside a transaction nothing comes next.')
  await ask(em, AHEAD, sql, params)
}

/**
 * Does the same for the last statement of the transaction of `em`, which is committed with it; nothing may be written
 * there afterwards.
 *
 * @throws Error outside a transaction.
 */
export async function executeLast<Row extends object>(em: EntityManager, sql: string, params: Params): Promise<Row[]> {
  if (!em.isInTransaction()) throw new Error('Outside a transaction nothing is the last of it.')
  // What entities have changed comes before.
  await em.flush()
  return ask(em, LAST, sql, params)
}

type Params = [unknown, ...unknown[]]

async function ask<Row extends object>(em: EntityManager, mark: string, sql: string, params: Params): Promise<Row[]> {
  const connection = em.getConnection() as AbstractSqlConnection
  const client = em.getTransactionContext<ReturnType<typeof connection.getClient>>() ?? connection.getClient()
  let text = numbered.get(sql)
  if (text === undefined) {
    let at = 0
    text = sql.replaceAll('?', () => `$${++at}`)
    numbered.set(sql, text)
  }
  try {
    return (await client.executeQuery<Row>(CompiledQuery.raw(mark + text, params))).rows
  } catch (error) {
    throw em.getDriver().convertException(error as Error)
  }
}
