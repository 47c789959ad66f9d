import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import { type Files, renderedFolder } from '../rendered.ts'

const root = join(import.meta.dirname, '../..')
const folder = relative(root, renderedFolder)

/**
 * What a commit holds of the rendered files. Only files that differ from `wanted` are read, the others are known by their
 * hash.
 *
 * @throws Error with git's own words if there is no such commit.
 */
export function filesAt(commit: string, wanted: Files): Files {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'pipe'] })
  const files: Files = new Map()
  for (const line of git('ls-tree', '-r', commit, '--', `${folder}/`).split('\n').filter(Boolean)) {
    const [, blob, path] = /^\d+ blob (\w+)\t.*?rendered\/(.+)$/.exec(line)!
    const text = wanted.get(path!)
    files.set(path!, text !== undefined && blobOf(text) === blob ? text : git('cat-file', 'blob', blob!))
  }
  return files
}

/** Git's name for a file of this content. */
function blobOf(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')
}
