import { open, stat } from 'node:fs/promises'
import { until } from '@tiketi/kit/testing'
import type pg from 'pg'

/** A transaction as a role sent it, values in place: from `begin` to `commit`. */
export interface Transaction {
  role: string
  statements: string[]
}

interface Watch {
  /** What one of the transactions' statements must hold; asked when all is done, since some ids are made on the way. */
  marks: () => Promise<string[]>
  logFile: string
  act: () => Promise<unknown>
}

const ENTRY = /^\S+ \S+ \S+ \[(\d+)\] (\S*) (LOG|DETAIL): {2}(?:statement|execute [^:]+|[Pp]arameters): (.*)$/s
const NEXT_ENTRY = /\n(?=\d{4}-\d\d-\d\d )/
const END = 'here ends what was asked for'

/** The transactions by which something was done, in the order in which they ended, as the server logged them. */
export async function transactionsOf(database: pg.Client, { marks, logFile, act }: Watch): Promise<Transaction[]> {
  const from = (await stat(logFile)).size
  await logStatements(database, 'all')
  await act()
  await logStatements(database, 'none')
  await database.query(`do $$ begin raise log '${END}'; end $$`)
  const text = await until(async () => {
    const known = await readFrom(logFile, from)
    return known.includes(END) ? known : undefined
  })
  const wanted = await marks()
  return transactionsIn(text).filter(({ statements }) =>
    statements.some((statement) => wanted.some((mark) => statement.includes(mark))),
  )
}

async function logStatements(database: pg.Client, what: 'all' | 'none') {
  await database.query(`alter system set log_statement = '${what}'`)
  await database.query('select pg_reload_conf()')
  // Each server process learns of it by itself, before its next statement.
  await until(async () => (await database.query('show log_statement')).rows[0].log_statement === what)
}

function transactionsIn(text: string): Transaction[] {
  const done: Transaction[] = []
  const open = new Map<string, string[]>()
  for (const entry of text.split(NEXT_ENTRY)) {
    const [, pid, role, kind, content] = ENTRY.exec(entry.trimEnd()) ?? []
    if (!pid) continue
    const statement = content!.replaceAll('\n\t', '\n')
    const statements = open.get(pid)
    if (kind === 'DETAIL') statements?.push(withValues(statements.pop()!, content!))
    else if (/^begin\b/i.test(statement)) open.set(pid, [statement])
    else statements?.push(statement)
    if (!statements || !/^(commit|rollback)$/i.test(statement)) continue
    open.delete(pid)
    if (/^commit$/i.test(statement)) done.push({ role: role!, statements })
  }
  return done
}

function withValues(statement: string, parameters: string): string {
  const values = new Map<string, string>()
  for (const [, at, value] of parameters.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)) values.set(at!, value!)
  return statement.replaceAll(/\$(\d+)/g, (_, at) => values.get(at)!)
}

async function readFrom(file: string, from: number): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    return (await handle.read(Buffer.alloc(size - from), 0, size - from, from)).buffer.toString()
  } finally {
    await handle.close()
  }
}
