import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { terraform } from '../../../bootstrap/tools.ts'
import { standInMirror, terraformFolder } from './build.ts'

export interface Ran {
  code: number
  output: string
}

/** A copy of the configuration in which Terraform runs against the schema-only stand-in, with its state beside it. */
export interface Workspace {
  folder: string
  /** Runs Terraform in a folder of the copy; its exit code and everything that it printed, on long lines. */
  run(inside: string, ...args: string[]): Promise<Ran>
}

interface Options {
  /** Files that the copy gets too, by their path. */
  files?: Record<string, string>
}

/** The copy is gone when the work is done. */
export async function inWorkspace<T>({ files = {} }: Options, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-terraform-'))
  try {
    for (const name of ['modules', 'environments', 'settings.json', 'tests/modules'])
      await cp(join(terraformFolder, name), join(folder, name), { recursive: true })
    for (const environment of ['staging', 'production'])
      await writeFile(
        join(folder, 'environments', environment, 'backend_override.tf'),
        'terraform {\n  backend "local" {}\n}\n',
      )
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    const settings = join(folder, 'cli.tfrc')
    await writeFile(
      settings,
      `provider_installation {\n  filesystem_mirror {\n    path = "${await standInMirror()}"\n  }\n}\n`,
    )
    const run = (inside: string, ...args: string[]) =>
      runTerraform(join(folder, inside), args, { TF_CLI_CONFIG_FILE: settings, STANDIN_OPENED: join(folder, 'opened') })
    return await work({ folder, run })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function runTerraform(cwd: string, args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const program = await terraform()
  const quiet = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', TF_CLI_ARGS: '-no-color' }
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...quiet, ...env }, maxBuffer: 2 ** 28 }
    execFile(program, args, options, (error, stdout, stderr) => {
      // Terraform wraps and frames its messages for people at a screen.
      const said = stderr.replaceAll(/^[│╷╵ ]+/gm, '').replaceAll(/([^\n])\n(?=[^\n])/g, '$1 ')
      resolve({ code: error ? Number(error.code) || 1 : 0, output: stdout + said })
    })
  })
}
