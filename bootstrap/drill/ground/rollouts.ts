import type { KubernetesObject, V1Pod } from '@kubernetes/client-node'
import type { ServiceName } from '@tiketi/contracts/routes'
import { NAMESPACE, selectorOf } from '../../../cdk8s/constructs/names.ts'
import { isTrue } from '../control-plane/room.ts'
import type { Cluster } from '../stage.ts'

/** Longer than any rollout takes on the drill's clock. */
const PATIENCE_MS = 600_000

/** A rollout, as far as the drills look at it. */
interface Rollout extends KubernetesObject {
  spec?: { template: { spec: { containers: { image: string }[] } } }
  status?: {
    /** Of the spec that the rest of the status is about. */
    observedGeneration?: string
    phase?: string
    message?: string
    abort?: boolean
    currentPodHash?: string
    stableRS?: string
    currentStepIndex?: number
  }
}

/** How a rollout of a version ended, and what the controller said of it. */
export interface End {
  how: 'promoted' | 'aborted' | 'paused'
  said: string
}

/** Waits until the rollout of this version is over; the steps on the way are told. */
export async function endOf(
  { objects }: Cluster,
  name: ServiceName,
  digest: string,
  say: (line: string) => void,
): Promise<End> {
  const metadata = { name, namespace: NAMESPACE }
  let told = ''
  return isTrue(
    `the rollout of ${name} is over`,
    async () => {
      const rollout = await objects.read<Rollout>({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata })
      const end = endIn(rollout, digest)
      const { currentStepIndex, phase, message = '' } = rollout.status ?? {}
      const line = `${name}: step ${currentStepIndex}, ${phase} ${message}`
      if (line !== told) say(line)
      told = line
      return end
    },
    { timeoutMs: PATIENCE_MS, everyMs: 500 },
  )
}

/** Waits until the last pod of another version is gone. */
export async function onlyRuns({ objects }: Cluster, name: ServiceName, digest: string): Promise<void> {
  const labels = Object.entries(selectorOf(name)).map((pair) => pair.join('='))
  await isTrue(
    `nothing of ${name} but ${digest.slice(0, 19)} runs`,
    async () => {
      const rest = [undefined, undefined, undefined, undefined] as const
      const { items } = await objects.list<V1Pod>('v1', 'Pod', NAMESPACE, ...rest, labels.join())
      return items.every(({ spec }) => spec!.containers[0]!.image!.endsWith(digest))
    },
    { timeoutMs: PATIENCE_MS, everyMs: 500 },
  )
}

function endIn({ metadata, spec, status = {} }: Rollout, digest: string): End | undefined {
  const { phase, message = '', abort, currentPodHash, stableRS, observedGeneration } = status
  if (!spec!.template.spec.containers[0]!.image.endsWith(digest)) return undefined
  // Until the controller has looked at the new digest, it speaks of the old one.
  if (observedGeneration !== String(metadata!.generation)) return undefined
  if (abort) return { how: 'aborted', said: message }
  if (phase === 'Paused') return { how: 'paused', said: message }
  return phase === 'Healthy' && currentPodHash === stableRS ? { how: 'promoted', said: message } : undefined
}
