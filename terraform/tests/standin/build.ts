import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, glob, link, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readEnums } from './enums.ts'
import { readSchema, type Used } from './schema.ts'

const exec = promisify(execFile)

export const terraformFolder = join(import.meta.dirname, '../..')
const tools = join(terraformFolder, '../.local/tools')

/** Bindings that are generated from the provider itself, of the version that the modules ask for. */
const BINDINGS = '@cdktn/provider-aws@25.7.0'

/** AWS' own models of its services, which name the values that their settings may have. */
const MODELS = 'botocore==1.44.8'

/**
 * A folder from which Terraform installs the schema-only stand-in as if it were the provider. It is built once and kept
 * outside the tree: the bindings and models by their version, the program by its source, the schema by the types that are used.
 *
 * @throws Error with one sentence that names what could not be had.
 */
export async function standInMirror(): Promise<string> {
  const [bindings, models, program, used] = await Promise.all([
    fetchBindings(),
    serviceModels(),
    buildProgram(),
    usedTypes(),
  ])
  const names = ['schema.ts', 'bindings.ts', 'enums.ts', ...TABLES]
  const sources = names.map((name) => readFile(join(import.meta.dirname, name)))
  const hash = createHash('sha256').update(
    `${BINDINGS} ${MODELS} ${program} ${JSON.stringify(Object.values(used).map((types: Set<string>) => [...types]))}`,
  )
  for (const source of await Promise.all(sources)) hash.update(source)
  return once(`standin-mirror-${hash.digest('hex').slice(0, 16)}`, async (fresh) => {
    const schema = readSchema(join(bindings, 'package'), used)
    const target = `linux_${{ x64: 'amd64' }[process.arch as string] ?? process.arch}`
    const home = join(fresh, schema.address, schema.version, target)
    await mkdir(home, { recursive: true })
    await link(join(program, 'standin'), join(home, `terraform-provider-aws_v${schema.version}`))
    for (const table of TABLES) await cp(join(import.meta.dirname, table), join(home, table))
    await writeFile(join(home, 'schema.json'), JSON.stringify(schema))
    await writeFile(join(home, 'enums.json'), JSON.stringify(readEnums(models, schema)))
  })
}

/** What the program reads beside its schema, written by hand. */
const TABLES = ['fakes.json', 'conflicts.json']

/** A folder with AWS' own models of its services: `botocore/data/SERVICE/VERSION/service-2.json.gz`. */
export function serviceModels(): Promise<string> {
  return once(MODELS.replace('==', '-'), async (fresh) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile', '--root-user-action=ignore']
    await exec('python3', [
      '-m',
      'pip',
      'install',
      ...quiet,
      '--no-deps',
      '--only-binary=:all:',
      '--target',
      fresh,
      MODELS,
    ])
  })
}

function fetchBindings(): Promise<string> {
  return once(BINDINGS.slice(1).replaceAll(/[/@]/g, '-'), async (fresh) => {
    await exec('npm', ['pack', '--silent', BINDINGS], { cwd: fresh })
    const [archive] = await readdir(fresh)
    await exec('tar', ['xzf', archive!], { cwd: fresh })
    await rm(join(fresh, archive!))
  })
}

async function buildProgram(): Promise<string> {
  const source = join(import.meta.dirname, 'provider')
  const hash = createHash('sha256')
  for (const name of (await readdir(source)).toSorted()) hash.update(await readFile(join(source, name)))
  return once(`standin-${hash.digest('hex').slice(0, 16)}`, async (fresh) => {
    const env = { ...process.env, GOTOOLCHAIN: 'auto', CGO_ENABLED: '0', GOFLAGS: '-trimpath' }
    const out = join(fresh, 'standin')
    await exec('go', ['build', '-ldflags=-s -w', '-o', out, '.'], { cwd: source, env, maxBuffer: 2 ** 26 })
  })
}

const DECLARATION = /^\s*(resource|ephemeral|data)\s+"([a-z0-9_]+)"/gm

async function usedTypes(): Promise<Used> {
  const found: Record<string, string[]> = { resource: [], ephemeral: [], data: [] }
  const patterns = ['modules/**/*.tf', 'environments/**/*.tf', 'tests/**/*.tf', '../bootstrap/recovery/**/*.tf']
  for await (const name of glob(patterns, { cwd: terraformFolder })) {
    const text = await readFile(join(terraformFolder, name), 'utf8')
    for (const [, kind, type] of text.matchAll(DECLARATION)) found[kind!]!.push(type!)
  }
  const sorted = (kind: string) => new Set(found[kind]!.toSorted())
  return { resources: sorted('resource'), ephemeral: sorted('ephemeral'), data: sorted('data') }
}

/** Made elsewhere and renamed, so that a killed or a second builder never leaves half of it. */
async function once(name: string, make: (fresh: string) => Promise<unknown>): Promise<string> {
  const home = join(tools, name)
  if (existsSync(home)) return home
  await mkdir(tools, { recursive: true })
  const fresh = await mkdtemp(join(tools, '.new-'))
  try {
    await make(fresh)
    await rename(fresh, home).catch((error) => {
      if (!existsSync(home)) throw error
    })
  } catch (error) {
    throw new Error(`The schema-only stand-in is not ready, ${name} failed: ${(error as Error).message}`)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return home
}
