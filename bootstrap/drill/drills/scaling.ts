import type { V1Pod } from '@kubernetes/client-node'
import type { ServiceName } from '@tiketi/contracts/routes'
import { NAMESPACE, selectorOf } from '../../../cdk8s/constructs/names.ts'
import { atLeast, none, told } from '../../proof/figures.ts'
import { isTrue } from '../control-plane/room.ts'
import type { StageDrill } from '../drill.ts'
import { Load } from '../ground/load.ts'
import { standing } from '../ground/standing.ts'
import { conditionOf } from '../node-agent/pod-status.ts'
import type { Stage } from '../stage.ts'
import { half } from '../usage.ts'

const SERVICE: ServiceName = 'queue'
/** What all pods of the service use together while a rush lasts, and after it. */
const RUSH_MILLICORES = 690
const CALM_MILLICORES = 100
/** As many pods as the rush needs, by what a pod may use; with one fewer each uses clearly more. */
const ENOUGH = 5
const IN_LINE = 6
/** The rules wait for five minutes before they take pods away, and take few at a time. */
const PATIENCE = { timeoutMs: 900_000, everyMs: 1_000 }

/**
 * A rush makes the service larger and its end makes it smaller, by the rendered rules. How busy the pods are is played: the
 * metrics API says so.
 */
export const scaling: StageDrill = {
  name: 'scaling',
  title: 'a rush makes the queue larger, and its end smaller again',
  minutes: 15,
  pods: 'real',
  async run(stage, report) {
    const ground = await standing(stage, report)
    report.say('Buyers come')
    await using load = await Load.begin(ground, { buyers: 2, inLine: IN_LINE })
    const before = (await readyPods(stage)).length
    const from = performance.now()
    const seconds = () => (performance.now() - from) / 1_000

    report.say('A rush')
    const working = work(stage)
    stage.onStop(working.end)
    working.is(RUSH_MILLICORES)
    await isTrue(`${ENOUGH} pods serve`, async () => (await readyPods(stage)).length >= ENOUGH, PATIENCE)
    const grown = seconds()
    const most = (await readyPods(stage)).length
    // Their sockets are on the new pods too, which are the first to go.
    await load.standInLine(IN_LINE)
    report.say(`${most} pods after ${grown.toFixed(0)} s; the rush is over`)
    working.is(CALM_MILLICORES)
    await isTrue(`${before} pods are left`, async () => (await livingPods(stage)).length <= before, PATIENCE)
    const shrunk = seconds()
    await load.end()
    working.end()

    const seen = load.since(from)
    report.add(
      atLeast('pods that the rush brought', most, 'pods', ENOUGH),
      told('until they serve', grown, 's'),
      told('from the end of the rush until they are gone', shrunk - grown, 's'),
      told('requests of buyers meanwhile', seen.asked.length, 'requests'),
      none('failed requests', seen.failed.length, 'requests'),
      atLeast('sockets that came back to another pod', seen.count('reconnected'), 'sockets', 1),
      none('places in line lost', seen.count('place lost'), 'places'),
    )
  },
}

/** The service's pods share out so much work among them; the answer changes how much, or ends it. */
function work(stage: Stage): { is(millicores: number): void; end(): void } {
  let all = CALM_MILLICORES
  let serving = 1
  const look = setInterval(async () => {
    // For a moment the API may not answer.
    serving = (await readyPods(stage).catch(() => undefined))?.length || serving
  }, 1_000)
  stage.use((pod) => (isOurs(pod) ? { cpuMillicores: all / serving, memoryMb: 128 } : half(pod)))
  return {
    is(millicores) {
      all = millicores
    },
    end() {
      clearInterval(look)
      stage.use(half)
    },
  }
}

async function livingPods({ objects }: Stage): Promise<V1Pod[]> {
  const { items } = await objects.list<V1Pod>('v1', 'Pod', NAMESPACE)
  return items.filter(isOurs)
}

async function readyPods(stage: Stage): Promise<V1Pod[]> {
  const pods = await livingPods(stage)
  return pods.filter((pod) => !pod.metadata!.deletionTimestamp && conditionOf(pod, 'Ready')?.status === 'True')
}

function isOurs({ metadata }: V1Pod): boolean {
  return Object.entries(selectorOf(SERVICE)).every(([label, value]) => metadata!.labels?.[label] === value)
}
