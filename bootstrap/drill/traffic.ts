import type { KubernetesObject, V1Ingress, V1Service } from '@kubernetes/client-node'
import type { ServiceName } from '@tiketi/contracts/routes'
import { NAMESPACE, servicesOf } from '../../cdk8s/constructs/names.ts'
import { isTrue } from './control-plane/room.ts'
import type { Cluster } from './stage.ts'

interface Rollout extends KubernetesObject {
  spec?: { replicas?: number }
  status?: {
    phase?: string
    message?: string
    abort?: boolean
    currentPodHash?: string
    stableRS?: string
    currentStepIndex?: number
    observedGeneration?: string
    replicas?: number
    availableReplicas?: number
  }
}

const ROLLOUT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }
const HASH = 'rollouts-pod-template-hash'

/** A rollout as it is now, and what the balancer is told to send to each of its revisions. */
export async function revisionsOf(cluster: Cluster, service: ServiceName) {
  const rollout = await readRollout(cluster, service)
  const { currentPodHash: newest = '', stableRS: stable = '', phase = '', message = '', abort } = rollout.status ?? {}
  const traffic = await trafficOf(cluster, service)
  return { newest, stable, phase, message, aborted: abort ?? false, traffic }
}

export function readRollout({ objects }: Cluster, name: ServiceName): Promise<Rollout> {
  return objects.read<Rollout>({ ...ROLLOUT, metadata: { name, namespace: NAMESPACE } })
}

/** Percent by revision, out of the action that Rollouts writes for the balancer. */
async function trafficOf({ objects }: Cluster, service: ServiceName): Promise<Map<string, number>> {
  const where = (name: string) => ({ metadata: { name, namespace: NAMESPACE } })
  const ingress = await objects.read<V1Ingress>({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    ...where(service),
  })
  const written = ingress.metadata?.annotations?.[`alb.ingress.kubernetes.io/actions.${servicesOf(service).root}`]
  const weights = new Map<string, number>()
  if (!written) return weights
  const action = JSON.parse(written) as { ForwardConfig: { TargetGroups: { ServiceName: string; Weight: number }[] } }
  for (const { ServiceName, Weight } of action.ForwardConfig.TargetGroups) {
    const { spec } = await objects.read<V1Service>({ apiVersion: 'v1', kind: 'Service', ...where(ServiceName) })
    const hash = spec?.selector?.[HASH] ?? ''
    weights.set(hash, (weights.get(hash) ?? 0) + Weight)
  }
  return weights
}

/** Waits until a rollout is as it should be. @throws Error that says how it is. */
export async function isAt(
  cluster: Cluster,
  service: ServiceName,
  what: string,
  condition: (now: Awaited<ReturnType<typeof revisionsOf>>) => boolean,
  timeoutMs = 300_000,
): Promise<void> {
  await isTrue(
    `${service} ${what}`,
    async () => {
      const now = await revisionsOf(cluster, service)
      if (condition(now)) return true
      const shares = [...now.traffic].map(([hash, weight]) => `${hash} ${weight} %`).join(', ')
      throw new Error(`${now.phase} ${now.message}; ${shares}`)
    },
    { timeoutMs },
  )
}
