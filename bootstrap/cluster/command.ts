import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * Runs a program from the project's folder and gives what it printed.
 *
 * @throws Error with one sentence when it is not there or fails.
 */
export function run(command: string, args: string[], input?: string): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (error && 'code' in error && error.code === 'ENOENT')
    throw new Error(`${command} cannot be run: install it so that it is on PATH.`)
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr.trim()}`)
  return stdout
}
