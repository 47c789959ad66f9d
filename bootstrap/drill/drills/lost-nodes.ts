import type { V1Pod } from '@kubernetes/client-node'
import { serviceNames } from '@tiketi/contracts/routes'
import { NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import { atMost, type Figure, told } from '../../proof/figures.ts'
import { isTrue } from '../control-plane/room.ts'
import type { StageDrill } from '../drill.ts'
import { type Ground, nodes } from '../ground/ground.ts'
import { Load } from '../ground/load.ts'
import { standing } from '../ground/standing.ts'
import { conditionOf } from '../node-agent/pod-status.ts'
import type { Report } from '../report.ts'
import type { Stage } from '../stage.ts'

/** From the loss of a zone until traffic is served, as the proposal asks. */
const TRAFFIC_SECONDS = 60
/** Traffic counts as whole when nobody was hurt for so long. */
const QUIET_MS = 20_000
/** A buyer loads the page again after so long. */
const IMPATIENT_MS = 4_000
/** Fewer would be a service of one pod. */
const STRENGTH = 2

/** Machines that lose their power, one of a zone and then all of one. Their processes are stopped: nothing answers. */
export const lostNodes: StageDrill = {
  name: 'lost-nodes',
  title: 'a node dies, and then a zone',
  minutes: 15,
  pods: 'real',
  async run(stage, report) {
    const ground = await standing(stage, report)
    report.say('Buyers come')
    await using load = await Load.begin(ground, { buyers: 6, inLine: 4, impatientMs: IMPATIENT_MS })
    const [first, ...others] = nodes
    const zone = [first!, ...others].filter((node) => node.zone === first!.zone)
    report.add(...(await lose(stage, report, ground, load, 'a node', [first!.name])))
    report.add(
      ...(await lose(
        stage,
        report,
        ground,
        load,
        'a zone',
        zone.map(({ name }) => name),
      )),
    )
    await load.end()
    report.add(told('places in line lost', load.since(0).count('place lost'), 'places'))
  },
}

async function lose(
  stage: Stage,
  { say }: Report,
  ground: Ground,
  load: Load,
  what: string,
  names: string[],
): Promise<Figure[]> {
  say(`${what} dies: ${names.join(', ')}`)
  const from = performance.now()
  const seconds = () => (performance.now() - from) / 1_000
  for (const name of names) ground.agent.kill(name)
  await isTrue('no Service leads to a dead node', async () => !(await anyReady(stage, names)), PATIENCE)
  const noticed = seconds()
  say(`Noticed after ${noticed.toFixed(0)} s`)
  await isTrue(`nobody was hurt for ${QUIET_MS / 1_000} s`, async () => quietSince(load, from) >= QUIET_MS, PATIENCE)
  const lastHurt = load.since(from).failed.at(-1)?.at ?? from
  await isTrue('every service is as strong as before', () => isStrong(stage, names), PATIENCE)
  const strong = seconds()
  const seen = load.since(from)
  const figures = [
    told(`${what}: until the cluster knows`, noticed, 's'),
    atMost(`${what}: until traffic is whole`, (lastHurt - from) / 1_000, 's', TRAFFIC_SECONDS),
    told(`${what}: until every service has its pods`, strong, 's'),
    told(`${what}: requests of buyers meanwhile`, seen.asked.length, 'requests'),
    told(`${what}: of these failed`, seen.failed.length, 'requests'),
  ]
  say('It comes back')
  await Promise.all(names.map((name) => ground.agent.revive(name)))
  await isTrue('every node is ready', () => areReady(stage), PATIENCE)
  await stage.argo.settled(stage.source.head)
  return figures
}

const PATIENCE = { timeoutMs: 300_000, everyMs: 1_000 }

function quietSince(load: Load, from: number): number {
  return performance.now() - (load.since(from).failed.at(-1)?.at ?? from)
}

async function servicePods({ objects }: Stage): Promise<V1Pod[]> {
  const { items } = await objects.list<V1Pod>('v1', 'Pod', NAMESPACE)
  return items.filter(({ metadata }) => metadata!.labels?.['app.kubernetes.io/component'] === 'service')
}

const isReady = (pod: V1Pod) => !pod.metadata!.deletionTimestamp && conditionOf(pod, 'Ready')?.status === 'True'

async function anyReady(stage: Stage, names: string[]): Promise<boolean> {
  return (await servicePods(stage)).some((pod) => names.includes(pod.spec!.nodeName ?? '') && isReady(pod))
}

async function isStrong(stage: Stage, dead: string[]): Promise<boolean> {
  const alive = (await servicePods(stage)).filter((pod) => isReady(pod) && !dead.includes(pod.spec!.nodeName ?? ''))
  return serviceNames.every(
    (name) => alive.filter(({ metadata }) => metadata!.labels?.['app.kubernetes.io/name'] === name).length >= STRENGTH,
  )
}

async function areReady({ objects }: Stage): Promise<boolean> {
  const { items } = await objects.list<V1Pod>('v1', 'Node')
  const ours = items.filter(({ metadata }) => nodes.some(({ name }) => name === metadata!.name))
  return ours.every((node) => conditionOf(node, 'Ready')?.status === 'True')
}
