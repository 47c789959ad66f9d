import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { pgbench } from '../tools.ts'
import { CONNECTIONS } from './drive.ts'

interface Bench {
  url: string
  /**
   * pgbench's own language: one transaction, run again and again. Its clients keep their variables from one to the next;
   * `done` begins at 0.
   */
  script: string
  /** Where the script is kept, for somebody who wants to know what was measured. */
  file: string
  amount: number
}

/** Transactions a second over 16 connections. @throws Error when a transaction failed. */
export async function runPgbench({ url, script, file, amount }: Bench): Promise<number> {
  await writeFile(file, script)
  const each = Math.ceil(amount / CONNECTIONS)
  const { password } = new URL(url)
  const load = [
    '--client',
    String(CONNECTIONS),
    '--jobs',
    '1',
    '--transactions',
    String(each),
    '--no-vacuum',
    '--define=done=0',
  ]
  const { stdout } = await promisify(execFile)(
    await pgbench(),
    [...load, '--file', file, url.replace(`:${password}@`, '@')],
    { env: { ...process.env, PGPASSWORD: password } },
  ).catch(({ stderr }) => {
    throw new Error(`pgbench: ${stderr.split('\n').slice(0, 3).join(' ')}`)
  })
  return Number(/^tps = ([\d.]+)/m.exec(stdout)![1])
}
