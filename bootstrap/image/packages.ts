import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Entry {
  /** Where a link leads: a workspace's folder. */
  resolved?: string
  link?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

export interface Packages {
  /** Installed packages that the workspace needs to run, as folders below the root. */
  installed: string[]
  /** Workspaces that it stands on, itself included, by the link that leads to each. */
  workspaces: Map<string, string>
}

/**
 * What a workspace needs at run time, by the lock file: no tool of the build and nothing of its neighbours.
 *
 * @throws Error when there is no such workspace or a needed package is not installed.
 */
export function packagesOf(workspace: string, root: string): Packages {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Entry> }
  if (!(workspace in lock.packages)) throw new Error(`There is no ${workspace}.`)
  const installed = new Set<string>()
  const workspaces = new Map([[`node_modules/@tiketi/${workspace.split('/').at(-1)}`, workspace]])
  const waiting = [workspace]
  for (let home = waiting.pop(); home !== undefined; home = waiting.pop()) {
    for (const [name, optional] of neededBy(lock.packages[home]!)) {
      const path = nearest(name, home, lock.packages)
      const entry = path === undefined ? undefined : lock.packages[path]
      if (path === undefined || !entry || !existsSync(join(root, path))) {
        if (optional) continue
        throw new Error(`${home} needs ${name}, which is not installed: run npm ci.`)
      }
      const place = entry.link ? entry.resolved! : path
      const known = entry.link ? workspaces.has(path) : installed.has(path)
      if (known) continue
      if (entry.link) workspaces.set(path, place)
      else installed.add(path)
      waiting.push(place)
    }
  }
  return { installed: [...installed].toSorted(), workspaces }
}

function neededBy({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Entry) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional)
  return new Map([
    ...[...Object.keys(dependencies ?? {}), ...peers].map((name): [string, boolean] => [name, false]),
    ...Object.keys(optionalDependencies ?? {}).map((name): [string, boolean] => [name, true]),
  ])
}

/** Where Node finds the package from there: in its own node_modules or in one above. */
function nearest(name: string, home: string, packages: Record<string, Entry>): string | undefined {
  for (let folder = home; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))) {
    const path = join(folder, 'node_modules', name)
    if (path in packages) return path
    if (folder === '') return undefined
  }
}
