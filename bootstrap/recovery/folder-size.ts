import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of the files that lie in a folder itself. */
export async function folderSize(folder: string): Promise<number> {
  const files = await Promise.all((await readdir(folder)).map((name) => lstat(join(folder, name))))
  return files.reduce((sum, { size }) => sum + size, 0)
}
