import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const builds = join(root, '.local/storefront')
const SOURCES = ['package-lock.json', 'services/contracts/src/**', 'services/storefront/**']
const NO_SOURCES = ['**/node_modules', '**/dist', 'services/storefront/test']
const BUILDS_KEPT = 3

/**
 * The folder of the storefront, built from the files as they are now. A build is named by the hash of its sources, so
 * unchanged ones are built once, and one that is being served never changes.
 */
export async function builtStorefront(say: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const home = join(builds, await hashOfSources())
  if (existsSync(home)) return home
  say('Building the storefront, since its sources have changed')
  await mkdir(builds, { recursive: true })
  const fresh = await mkdtemp(join(builds, '.new-'))
  try {
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const args = [vite, 'build', 'services/storefront', '--outDir', fresh, '--emptyOutDir']
    await exec(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' }, ...(signal && { signal }) })
    await rename(fresh, home).catch((error) => {
      if (!existsSync(home)) throw error
    })
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string }
    throw new Error(`The storefront could not be built:\n${stderr || message}`)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  await dropOldBuilds()
  return home
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const files = await Array.fromAsync(glob(SOURCES, { cwd: root, exclude: NO_SOURCES }))
  for (const file of files.toSorted()) {
    const path = join(root, file)
    if ((await stat(path)).isFile()) hash.update(`${file}\0`).update(await readFile(path))
  }
  return hash.digest('hex').slice(0, 16)
}

async function dropOldBuilds() {
  const paths = (await readdir(builds)).filter((name) => !name.startsWith('.')).map((name) => join(builds, name))
  const dated = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })))
  for (const { path } of dated.toSorted((a, b) => b.at - a.at).slice(BUILDS_KEPT))
    await rm(path, { recursive: true, force: true })
}
