import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endLeftovers } from '../local/leftovers.ts'
import { type Figure, table } from './figures.ts'

const local = join(import.meta.dirname, '../../.local')

interface Proof {
  /** Of the folder under `.local` that its runs share. */
  name: string
  /** The file for its rows, if they are wanted. */
  json: string | undefined
  /** `folder` is this run's own, and gone after it. */
  measure(folder: string): Promise<Figure[]>
}

/** Measures, ends with a table, and fails the process when a goal is missed. Interrupted, it leaves nothing behind. */
export async function prove({ name, json, measure }: Proof): Promise<void> {
  const runs = join(local, name)
  await mkdir(runs, { recursive: true })
  const folder = await mkdtemp(join(runs, 'run-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  // The terminal and npm both pass an interrupt on, so it comes twice.
  for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const])
    process.on(signal, async () => {
      await endLeftovers(folder)
      await remove()
      process.exit(code)
    })
  try {
    const figures = await measure(folder)
    console.log(`\n${table(figures)}`)
    if (json) await writeFile(json, JSON.stringify(figures, null, 2))
    if (figures.some(({ ok }) => !ok)) process.exitCode = 1
  } finally {
    await remove()
  }
}
