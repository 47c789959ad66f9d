import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endLeftovers, runMark } from '../local/leftovers.ts'
import { takeOver } from '../local/ownership.ts'
import { kubectl } from '../tools.ts'
import { buildPrograms, checkPrograms, programFolder, readPins } from './control-plane/programs.ts'
import { drills } from './drills/index.ts'
import { chosen, harmless, onCluster, onStages } from './play.ts'
import { asJson, inWords, type Run, wentWell } from './report.ts'
import { clusterOf, type Stage, startStage } from './stage.ts'

const folder = join(import.meta.dirname, '../../.local/drill')
const begun = performance.now()
const say = (line: string) => console.log(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${line}`)

try {
  await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

async function main() {
  const { values, positionals: names } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: 'boolean', default: false },
      json: { type: 'string' },
      build: { type: 'boolean', default: false },
      kubeconfig: { type: 'string' },
    },
  })
  const wanted = chosen(drills, names)
  const run = values.kubeconfig ? await onTheirs(values.kubeconfig, names) : await onOurs()
  console.log(`\n${inWords(run)}`)
  if (values.json) await writeFile(values.json, JSON.stringify(asJson(run), null, 2))
  if (!wentWell(run)) process.exitCode = 1

  async function onTheirs(kubeconfig: string, names: string[]): Promise<Run> {
    const program = { kubectl: await kubectl(), 'kubectl-argo-rollouts': join(programFolder, 'kubectl-argo-rollouts') }
    const cluster = await clusterOf(kubeconfig, (name) => program[name as keyof typeof program])
    const outcomes = await onCluster(harmless(wanted, names), cluster, say)
    return { kubernetes: cluster.version, own: false, outcomes }
  }

  async function onOurs(): Promise<Run> {
    const pins = await readPins()
    if (values.build) await buildPrograms(programFolder, pins, say)
    await checkPrograms(programFolder, pins)
    const giveUp = await takeOver(folder)
    const interrupted = Promise.withResolvers<void>()
    const end = async (code: number) => {
      await endLeftovers(folder)
      await rm(folder, { recursive: true, force: true })
      process.exit(code)
    }
    for (const [name, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)
      process.once(name, () => end(code))
    void interrupted
    try {
      await endLeftovers(folder)
      const make = async (): Promise<Stage> => {
        await mkdir(folder, { recursive: true })
        return startStage({ folder: await mkdtemp(join(folder, 'stage-')), mark: runMark(folder), say })
      }
      const { outcomes, last } = await onStages(wanted, { make, say })
      const run = { kubernetes: last.version, own: true, outcomes }
      if (values.keep) await keep(last, run)
      await last.stop()
      return run
    } finally {
      await giveUp()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function keep(stage: Stage, run: Run) {
  console.log(`\n${inWords(run)}\n`)
  console.log(
    `It stays up until Ctrl-C.\nKUBECONFIG=${stage.kubeconfigPath}\nArgo CD ${stage.argoCdUrl}\nPrometheus ${stage.prometheusUrl}\nGit ${stage.source.url}`,
  )
  await new Promise((resolve) => process.once('SIGUSR2', resolve))
}
