import { readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { standInMirror } from './build.ts'
import { kept } from './kept.ts'
import { inWorkspace } from './terraform.ts'

export type EnvironmentName = 'staging' | 'production'

export const environmentNames: EnvironmentName[] = ['staging', 'production']

/** Said wherever a result rests on it. */
export const STAND_IN =
  'Against the schema-only stand-in: names, types, references and rules are checked, AWS itself is not asked.'

export interface Resource {
  address: string
  type: string
  index?: string
  // biome-ignore lint/suspicious/noExplicitAny: as many forms as AWS has resources
  values: Record<string, any>
}

interface Module {
  resources?: (Resource & { mode: 'managed' | 'data' })[]
  child_modules?: Module[]
}

export interface Built {
  /** What Terraform would make, as far as it is known before. */
  planned: Resource[]
  /** What it made on the stand-in, every reference followed. */
  made: Resource[]
  // biome-ignore lint/suspicious/noExplicitAny: each output has a form of its own
  outputs: Record<string, any>
  /** The plan that follows on it, as JSON in which everything is known. */
  nextPlan: string
  /** What that plan would still change: nothing, if the configuration is stable. */
  unstable: string[]
  /** The secrets that that plan opened. */
  openedByPlan: string[]
}

/**
 * An environment, planned and made on the stand-in. It is done once for what the folder holds and kept outside the tree.
 * Whoever changes what is given here changes it for the rest of the process: make a copy.
 *
 * @throws Error with what Terraform said.
 */
export function build(environment: EnvironmentName): Promise<Built> {
  const known = builds.get(environment) ?? read(environment)
  builds.set(environment, known)
  return known
}

const builds = new Map<EnvironmentName, Promise<Built>>()

/** All that decides what is made. */
const patterns = ['modules/**/*', 'environments/**/*', 'settings.json', 'tests/standin/{built,terraform}.ts']

async function read(environment: EnvironmentName): Promise<Built> {
  const more = basename(await standInMirror())
  return kept(environment, { patterns, more }, () => make(environment))
}

function make(environment: EnvironmentName): Promise<Built> {
  return inWorkspace({}, async ({ folder, run }) => {
    const opened = join(folder, 'opened')
    const terraform = async (...args: string[]) => {
      const { code, output } = await run(`environments/${environment}`, ...args)
      if (code !== 0)
        throw new Error(
          `terraform ${args[0]} of ${environment} failed. ${STAND_IN}\n${output.slice(output.indexOf('Error:'))}`,
        )
      return output
    }
    await terraform('init')
    await terraform('validate')
    await terraform('plan', '-out', 'first.plan')
    await terraform('apply', 'first.plan')
    await rm(opened, { force: true })
    await terraform('plan', '-refresh=false', '-out', 'next.plan')
    const openedByPlan = (await readFile(opened, 'utf8')).trim().split('\n').toSorted()
    const first = JSON.parse(await terraform('show', '-json', 'first.plan'))
    const state = JSON.parse(await terraform('show', '-json'))
    const nextPlan = await terraform('show', '-json', 'next.plan')
    return {
      planned: resourcesOf(first.planned_values.root_module),
      made: resourcesOf(state.values.root_module),
      outputs: Object.fromEntries(
        Object.entries(state.values.outputs).map(([name, output]) => [name, (output as { value: unknown }).value]),
      ),
      nextPlan,
      unstable: JSON.parse(nextPlan)
        .resource_changes.filter(({ change }: { change: { actions: string[] } }) => change.actions[0] !== 'no-op')
        .map(({ address }: { address: string }) => address),
      openedByPlan,
    }
  })
}

function resourcesOf({ resources = [], child_modules = [] }: Module): Resource[] {
  return [...resources.filter(({ mode }) => mode === 'managed'), ...child_modules.flatMap(resourcesOf)]
}
