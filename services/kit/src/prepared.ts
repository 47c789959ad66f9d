import type { AbstractSqlConnection, EntityManager } from '@mikro-orm/postgresql'
import { CompiledQuery } from 'kysely'

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
  params: [unknown, ...unknown[]],
): Promise<Row[]> {
  const connection = em.getConnection() as AbstractSqlConnection
  const client = em.getTransactionContext<ReturnType<typeof connection.getClient>>() ?? connection.getClient()
  let text = numbered.get(sql)
  if (text === undefined) {
    let at = 0
    text = sql.replaceAll('?', () => `$${++at}`)
    numbered.set(sql, text)
  }
  try {
    return (await client.executeQuery<Row>(CompiledQuery.raw(text, params))).rows
  } catch (error) {
    throw em.getDriver().convertException(error as Error)
  }
}
