import { execFile } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build, environmentNames } from '../../terraform/tests/standin/built.ts'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** Something that counts as one test: it passes, or it fails with what there is to read. */
export interface Step {
  name: string
  check(signal: AbortSignal): Promise<unknown>
}

export const steps: Step[] = [
  { name: 'types of the services', check: (signal) => command('tsc', ['-p', 'tsconfig.json'], signal) },
  { name: 'types of the storefront', check: (signal) => command('tsc', ['-p', 'services/storefront'], signal) },
  { name: 'lint and format', check: (signal) => command('biome', ['check', '--error-on-warnings'], signal) },
  { name: 'no unused file, export or dependency', check: (signal) => command('knip', [], signal) },
  // Files that compare with it would run into their time limit if the first of them had to build the stand-in too.
  { name: 'both environments made on the schema-only stand-in', check: () => Promise.all(environmentNames.map(build)) },
]

async function command(name: string, args: string[], signal: AbortSignal) {
  // These are scripts that ask for `node`: they get the locked one, whatever else is on PATH.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` }
  try {
    await exec(join(root, 'node_modules/.bin', name), args, { cwd: root, env, signal, maxBuffer: 2 ** 26 })
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
    throw new Error(`${stdout}${stderr}`.trim() || message)
  }
}
