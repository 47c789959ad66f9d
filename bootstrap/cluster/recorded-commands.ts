import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Stands in for command lines that reach a cloud or a cluster: writes down how it was called, and prints or fails as told. */
export async function commands(
  script: Record<string, string>,
): Promise<{ path: string; calls: () => Promise<string[]> }> {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'commands-'))
  for (const [name, then] of Object.entries(script)) {
    const lines = ['#!/bin/sh', `echo "${name} $*" >> ${folder}/calls`, then]
    await writeFile(join(folder, name), `${lines.join('\n')}\n`)
    await chmod(join(folder, name), 0o755)
  }
  const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')
  return { path: folder, calls }
}
