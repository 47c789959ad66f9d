import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** A folder of the test's own that only its owner may enter, as a clone in somebody's home is. */
export async function privateFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-'))
  await chmod(folder, 0o700)
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
