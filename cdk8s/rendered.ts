import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import type { Environment } from './environments/environment.ts'
import { environments } from './environments/index.ts'
import { type KubeObject, synthesise } from './synth.ts'

export const renderedFolder = join(import.meta.dirname, '../gitops/rendered')

/** Text by path below `gitops/rendered`. */
export type Files = Map<string, string>

/** Every environment as the files that Argo CD reads. */
export function render(): Files {
  return new Map(Object.values(environments).flatMap((environment) => [...renderOne(environment)]))
}

export function renderOne(environment: Environment): Files {
  const files: Files = new Map()
  for (const [folder, objects] of synthesise(environment))
    for (const object of objects) files.set(`${environment.name}/${folder}/${fileName(object)}`, text(object))
  return files
}

const fileName = ({ kind, metadata }: KubeObject) => `${kind.toLowerCase()}.${metadata.name}.yaml`

// Kubernetes reads YAML 1.1, in which a bare `no` or `on` is no word.
const style = { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false } as const

const text = (object: KubeObject) =>
  `# Written by npm run synth. Change cdk8s/, not this file.\n${stringify(object, style)}`

/** What is committed now. */
export function readFiles(folder = renderedFolder): Files {
  const paths = existsSync(folder) ? globSync('*/*/*.yaml', { cwd: folder }).toSorted() : []
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** Makes the folder hold exactly these files. */
export function writeFiles(files: Files, folder = renderedFolder): void {
  for (const [path, now] of readFiles(folder)) if (files.get(path) !== now) rmSync(join(folder, path))
  for (const [path, content] of files) {
    const file = join(folder, path)
    if (existsSync(file)) continue
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
}

/** Paths that differ, each with how. */
export function drift(committed: Files, wanted: Files): string[] {
  const paths = [...new Set([...committed.keys(), ...wanted.keys()])].toSorted()
  return paths.flatMap((path) => {
    if (!wanted.has(path)) return [`${path} is not rendered any more`]
    if (!committed.has(path)) return [`${path} is missing`]
    return committed.get(path) === wanted.get(path) ? [] : [`${path} differs`]
  })
}
