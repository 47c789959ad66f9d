import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

const sweep = await readFile(join(import.meta.dirname, '../../../bootstrap/recovery/books.sql'), 'utf8')

/** Claims, stock rows, quotas, offers and totals are what living reservations have, to the place. No bank is asked here. */
export async function booksAgree({ sql }: Pick<Stage, 'sql'>): Promise<void> {
  const wrong = await sql<{ what: string }>(sweep)
  assert.deepEqual(
    wrong.filter(({ what }) => !/payment|refund/.test(what)),
    [],
  )
}
