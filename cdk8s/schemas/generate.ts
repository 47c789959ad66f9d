import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { type SchemaSource, sources } from './sources.ts'

const exec = promisify(execFile)
const cache = join(import.meta.dirname, '../../.local/cache/schemas')

type Json = Record<string, unknown>

/** JSON Schemas by file name. */
type Schemas = Map<string, Json>

/**
 * The folder of JSON Schemas, one a kind and version, in which an unknown field is an error. They are made once for each
 * set of sources and kept outside the tree.
 */
export async function schemaFolder(): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify(sources))
    .update(readFileSync(import.meta.filename))
    .digest('hex')
  const folder = join(cache, key.slice(0, 16))
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  // Written elsewhere and renamed, so that a killed run never leaves half of them.
  const fresh = await mkdtemp(join(cache, '.new-'))
  try {
    for (const source of sources) {
      const home = await moduleFolder(source.module)
      for (const [name, schema] of schemasOf(source, home)) await writeFile(join(fresh, name), JSON.stringify(schema))
    }
    await rename(fresh, folder).catch((error) => {
      if (!existsSync(folder)) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return folder
}

export async function moduleFolder(module: string): Promise<string> {
  // Some of them name a newer Go than this one, only to be built.
  const env = { ...process.env, GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=mod' }
  try {
    const { stdout } = await exec('go', ['mod', 'download', '-json', module], { env, maxBuffer: 2 ** 24 })
    return (JSON.parse(stdout) as { Dir: string }).Dir
  } catch (error) {
    const { stdout = '', message } = error as { stdout?: string; message: string }
    const said = stdout.startsWith('{') ? (JSON.parse(stdout) as { Error?: string }).Error : undefined
    throw new Error(`The schemas need the Go module ${module}: ${said ?? message}`)
  }
}

function schemasOf({ kind, files, module }: SchemaSource, home: string): Schemas {
  const paths = files.flatMap((pattern) => globSync(pattern, { cwd: home }).map((path) => join(home, path)))
  if (paths.length === 0) throw new Error(`${module} has no file ${files.join(' or ')}.`)
  const texts = paths.map((path) => readFileSync(path, 'utf8'))
  return new Map(texts.flatMap((text) => [...(kind === 'openapi' ? fromOpenApi(text) : fromCrds(text))]))
}

const fileName = (kind: string, group: string, version: string) =>
  `${[kind.toLowerCase(), group.split('.')[0], version].filter(Boolean).join('-')}.json`

function fromOpenApi(text: string): Schemas {
  const original = (JSON.parse(text) as { definitions: Record<string, Json> }).definitions
  const definitions = Object.fromEntries(
    Object.entries(original).map(([name, schema]) => [name, strict(schema) as Json]),
  )
  definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] }
  const schemas: Schemas = new Map()
  for (const [name, schema] of Object.entries(original)) {
    const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as {
      group: string
      version: string
      kind: string
    }[]
    for (const { group, version, kind } of kinds)
      schemas.set(fileName(kind, group, version), {
        $ref: `#/definitions/${name}`,
        definitions: reachable(name, definitions),
      })
  }
  return schemas
}

function fromCrds(text: string): Schemas {
  const schemas: Schemas = new Map()
  for (const document of parseAllDocuments(text)) {
    const crd = document.toJS() as { spec: Crd } | null
    if (!crd) continue
    const { group, names, versions } = crd.spec
    for (const { name, schema } of versions) {
      const properties = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } }
      const { openAPIV3Schema } = schema
      const whole = { ...openAPIV3Schema, properties: { ...properties, ...openAPIV3Schema.properties } }
      schemas.set(fileName(names.kind, group, name), strict(whole) as Json)
    }
  }
  return schemas
}

interface Crd {
  group: string
  names: { kind: string }
  versions: { name: string; schema: { openAPIV3Schema: { properties: Json } } }[]
}

/** Fields that the API server would drop in silence become errors; its own marks become plain JSON Schema. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict)
  if (typeof schema !== 'object' || schema === null) return schema
  const node = schema as Json
  if (node['x-kubernetes-int-or-string'] || node.format === 'int-or-string') return { type: ['string', 'integer'] }
  const { format: _format, ...copy } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, strict(value)]),
  )
  const open = 'additionalProperties' in node || node['x-kubernetes-preserve-unknown-fields']
  if (node.properties && !open) copy.additionalProperties = false
  return copy
}

function reachable(name: string, definitions: Record<string, Json>): Record<string, Json> {
  const found: Record<string, Json> = {}
  const queue = [name]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found[next]) continue
    found[next] = definitions[next]!
    for (const [, target] of JSON.stringify(found[next]).matchAll(/"#\/definitions\/([^"]+)"/g)) queue.push(target!)
  }
  return found
}
