import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { terraformFolder } from './build.ts'

/** What a test may take that runs Terraform or checkov itself, on a machine that has much else to do. */
export const PATIENT_MS = 600_000

const cache = join(terraformFolder, '../.local/cache/terraform')

/**
 * What was made once of the same content is not made again: it is kept outside the tree, under a name and a hash of all that
 * decides it. What fails is not kept.
 *
 * @param patterns files below `terraform/` whose content decides
 * @param more what else decides, such as a tool's version
 */
export async function kept<T>(
  name: string,
  { patterns, more }: { patterns: string[]; more: string },
  make: () => Promise<T>,
): Promise<T> {
  const file = join(cache, `${name}-${await hashOf(patterns, more)}.json`)
  await mkdir(cache, { recursive: true })
  while (!existsSync(file)) {
    const claimed = await claim(`${file}.claim`)
    if (!claimed) await setTimeout(200)
    else if (!existsSync(file))
      try {
        await writeWhole(file, JSON.stringify(await make()))
      } finally {
        await rm(`${file}.claim`, { force: true })
      }
  }
  await rm(`${file}.claim`, { force: true })
  return JSON.parse(await readFile(file, 'utf8'))
}

async function hashOf(patterns: string[], more: string): Promise<string> {
  const hash = createHash('sha256').update(more)
  const files = await Array.fromAsync(glob(patterns, { cwd: terraformFolder, withFileTypes: true }))
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  for (const path of paths.toSorted())
    hash.update(path.slice(dirname(terraformFolder).length)).update(await readFile(path))
  return hash.digest('hex').slice(0, 16)
}

/** Of test files that need the same at once, one makes it and the others wait; a claim ends with its process. */
async function claim(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const owner = Number(await readFile(file, 'utf8').catch(() => 0))
    if (owner === process.pid) return true
    if (owner && !existsSync(`/proc/${owner}`)) await rm(file, { force: true })
    return false
  }
}

async function writeWhole(file: string, text: string) {
  await writeFile(`${file}.${process.pid}`, text)
  await rename(`${file}.${process.pid}`, file)
}
