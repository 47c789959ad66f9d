import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { start } from './dockerfile.ts'

/** What the image's base brings, taken from this machine; no shell is among it. */
const base = ['lib', 'lib64', 'usr/lib', 'dev']

/** Makes `$1` a file system that cannot be written to, with a pod's own `/tmp` and volumes (`$2`), and runs the rest in it. */
const confine = `
set -e
tree=$1; volumes=$2; shift 2
mount --bind "$tree" "$tree"
for volume in $volumes; do mount --bind "\${volume#*:}" "$tree\${volume%%:*}"; done
for folder in ${base.join(' ')}; do if test -d "/$folder"; then mount --rbind "/$folder" "$tree/$folder"; fi; done
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$tree/tmp"
mount -o remount,ro,bind "$tree"
exec setpriv --no-new-privs unshare --root="$tree" "$@"`

export interface Confined {
  /** What it has printed, line by line. */
  lines: string[]
  /** Its exit code. */
  ended: Promise<number | null>
  pid: number
  kill: ChildProcess['kill']
}

/**
 * The command that runs the image's own command in its tree, as the image's user on a file system that nobody can write
 * to but where it is a volume: folders of this machine, by their path in the tree. None of the paths holds a space.
 */
export function confined(
  tree: string,
  args: string[],
  env: Record<string, string>,
  volumes: Record<string, string> = {},
) {
  for (const folder of [...base, 'tmp', ...Object.keys(volumes)]) mkdirSync(join(tree, folder), { recursive: true })
  const image = start()
  const root = process.getuid?.() === 0
  const [uid, gid] = image.user.split(':')
  // Whoever is not root stays who they are, seen as root in a name space of their own.
  const namespaces = root ? ['--mount'] : ['--map-root-user', '--mount']
  const identity = root ? [`--setuid=${uid}`, `--setgid=${gid}`] : []
  const inside = [`--wd=${image.folder}`, ...identity, '--', ...image.command, ...args]
  const mounts = Object.entries(volumes).map((pair) => pair.join(':'))
  return {
    command: 'unshare',
    args: [...namespaces, 'sh', '-c', confine, 'sh', tree, mounts.join(' '), ...inside],
    env: { PATH: process.env.PATH, ...image.env, ...env },
  }
}

/** Runs it so, until this process ends at the latest. */
export function runConfined(tree: string, args: string[], env: Record<string, string>): Confined {
  const run = confined(tree, args, env)
  const child = spawn(run.command, run.args, { env: run.env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', (line) => lines.push(line))
  const killed = () => child.kill('SIGKILL')
  process.once('exit', killed)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      process.off('exit', killed)
      resolve(code)
    })
  })
  return { lines, ended, pid: child.pid!, kill: child.kill.bind(child) }
}
