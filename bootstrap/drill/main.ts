import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endLeftovers, runMark } from '../local/leftovers.ts'
import { takeOver } from '../local/ownership.ts'
import { kubectl } from '../tools.ts'
import { buildPrograms, checkPrograms, programFolder, readPins } from './control-plane/programs.ts'
import type { Drill } from './drill.ts'
import { drills } from './drills/index.ts'
import { chosen, harmless, onCluster, onStages } from './play.ts'
import { asJson, inWords, type Run, wentWell } from './report.ts'
import { clusterOf, type Stage, startStage } from './stage.ts'

const folder = join(import.meta.dirname, '../../.local/drill')
const begun = performance.now()

try {
  await main()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
// Also when something of a drill that took too long is still under way.
process.exit()

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
  const tell = async (run: Run) => {
    console.log(`\n${inWords(run)}`)
    if (values.json) await writeFile(values.json, JSON.stringify(asJson(run), null, 2))
    if (!wentWell(run)) process.exitCode = 1
  }
  if (values.kubeconfig) return tell(await onTheirs(values.kubeconfig, harmless(wanted, names)))

  const pins = await readPins()
  if (values.build) await buildPrograms(programFolder, pins, say)
  await checkPrograms(programFolder, pins)
  await onOurs(wanted, async (run, stage) => {
    await tell(run)
    if (values.keep) await keep(stage)
  })
}

async function onTheirs(kubeconfig: string, wanted: Drill[]): Promise<Run> {
  const programs: Record<string, string> = {
    kubectl: await kubectl(),
    'kubectl-argo-rollouts': join(programFolder, 'kubectl-argo-rollouts'),
  }
  const cluster = await clusterOf(kubeconfig, (name) => programs[name]!)
  return { kubernetes: cluster.version, own: false, outcomes: await onCluster(wanted, cluster, say) }
}

async function onOurs(wanted: Drill[], ended: (run: Run, stage: Stage) => Promise<void>) {
  const giveUp = await takeOver(folder)
  const stages = join(folder, 'stages')
  // Also what a run left that was killed before it could end anything.
  const clear = async () => {
    await endLeftovers(folder)
    await rm(stages, { recursive: true, force: true, maxRetries: 5 })
  }
  let ending = false
  const end = () => {
    if (ending) return
    ending = true
    void clear()
      .then(giveUp)
      .finally(() => process.exit(1))
  }
  // Npm and a terminal each pass it on: the second is no reason to die before all is ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  try {
    await clear()
    const make = async () => {
      await mkdir(stages, { recursive: true })
      return startStage({ folder: await mkdtemp(join(stages, 'stage-')), mark: runMark(folder), say })
    }
    const { outcomes, last } = await onStages(wanted, { make, say })
    await ended({ kubernetes: last.version, own: true, outcomes }, last)
    await last.stop()
  } finally {
    await clear()
    await giveUp()
  }
}

async function keep({ kubeconfigPath, argoCdUrl, prometheusUrl, source }: Stage) {
  const addresses = { KUBECONFIG: kubeconfigPath, 'Argo CD': argoCdUrl, Prometheus: prometheusUrl, Git: source.url }
  for (const [name, address] of Object.entries(addresses)) console.log(`${name.padEnd(10)}  ${address}`)
  console.log('It stays up until Ctrl-C.')
  await new Promise(() => {})
}

function say(line: string) {
  console.log(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${line}`)
}
