import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)

interface Pin {
  /** The folder here whose go.mod and go.sum say what it is built from. */
  module: string
  package: string
  toolchain: string
  /** Of the program as it was built for Linux on x86-64. */
  sha256: string
}

export type Pins = Record<string, Pin>

/** In the folder of the programs: the checksums of those that were built there. */
const BUILT = 'built.json'

const VARIABLE = 'TIKETI_CONTROL_PLANE_BIN'

export const programFolder = process.env[VARIABLE] ?? join(homedir(), '.cache/tiketi/control-plane')

/** Without a version in it Kubernetes calls itself v0.0.0, and clients refuse it. */
const LINKED = '-s -w -X k8s.io/component-base/version.gitVersion=v1.37.2'

export async function readPins(): Promise<Pins> {
  return JSON.parse(await readFile(join(import.meta.dirname, 'pinned.json'), 'utf8')) as Pins
}

/** @throws Error with one sentence when a program is absent, or neither what was pinned nor what was built here. */
export async function checkPrograms(folder: string, pins: Pins): Promise<void> {
  const built = await readBuilt(folder)
  for (const [name, { sha256 }] of Object.entries(pins)) {
    const path = join(folder, name)
    const found = await checksum(path)
    const way = `npm run drill -- --build makes it (18 minutes, once), or ${VARIABLE} names a folder that has it`
    if (!found) throw new Error(`The drill needs the program ${name} in ${folder}: ${way}.`)
    if (found !== sha256 && found !== built[name])
      throw new Error(`${path} is not the program that was pinned: delete it, then ${way}.`)
  }
}

/** Builds what is absent, and keeps beside it what came out; what is there stays, right or wrong. */
export async function buildPrograms(folder: string, pins: Pins, say: (line: string) => void): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, pin] of Object.entries(pins)) {
    if (await checksum(join(folder, name))) continue
    say(`Building ${name}`)
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      const program = join(fresh, name)
      await build(pin, program)
      const built = { ...(await readBuilt(folder)), [name]: await checksum(program) }
      await writeFile(join(folder, BUILT), JSON.stringify(built, null, 2))
      await rename(program, join(folder, name))
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
}

async function build(pin: Pin, program: string) {
  const env = { ...process.env, GOTOOLCHAIN: pin.toolchain, GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' }
  const args = ['build', '-trimpath', `-ldflags=${LINKED}`, '-o', program, pin.package]
  await exec('go', args, { cwd: join(import.meta.dirname, pin.module), env, maxBuffer: 2 ** 26 })
}

async function readBuilt(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, BUILT), 'utf8').catch(() => '{}')
  return JSON.parse(text) as Record<string, string>
}

async function checksum(path: string): Promise<string | undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  return hash.digest('hex')
}
