import { chown, copyFile, lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Copies a folder with its owners and modes, out of which files may vanish meanwhile, as a running server's do. Folders
 * that are `left` come along empty, files that are not at all.
 *
 * @returns bytes copied
 */
export async function copyTree(from: string, to: string, left: ReadonlySet<string> = new Set()): Promise<number> {
  const { mode, uid, gid } = await lstat(from)
  await mkdir(to, { mode })
  await chown(to, uid, gid)
  let bytes = 0
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    const isLeft = left.has(entry.name)
    try {
      if (entry.isDirectory())
        bytes += isLeft ? await copyFolderOnly(source, target) : await copyTree(source, target, left)
      else if (!isLeft) bytes += await copyOwned(source, target)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return bytes
}

async function copyFolderOnly(from: string, to: string): Promise<number> {
  const { mode, uid, gid } = await lstat(from)
  await mkdir(to, { mode })
  await chown(to, uid, gid)
  return 0
}

async function copyOwned(from: string, to: string): Promise<number> {
  await copyFile(from, to)
  const { size, uid, gid } = await lstat(from)
  await chown(to, uid, gid)
  return size
}
