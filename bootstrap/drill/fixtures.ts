import { setTimeout as pause } from 'node:timers/promises'
import type { KubernetesObject } from '@kubernetes/client-node'
import { NAMESPACE } from '../../cdk8s/constructs/names.ts'
import type { Cluster } from './stage.ts'

const EVERY_MS = 500

interface WithStatus extends KubernetesObject {
  spec?: unknown
  status?: { loadBalancer?: object; conditions?: unknown[] }
}

interface Absent {
  apiVersion: string
  kind: string
  status: () => Record<string, unknown>
  /** What else they would make of an object. */
  makes?: (object: WithStatus) => KubernetesObject
}

/** Controllers that are not here, by what they would write into the status of the objects that they look after. */
const absent: Absent[] = [
  {
    // The load balancer's
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    status: () => ({ loadBalancer: { ingress: [{ hostname: 'balancer.drill.tiketi.com' }] } }),
  },
  {
    // KEDA's
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    makes: autoscalerOf,
    status: () => ({
      conditions: [
        { type: 'Ready', status: 'True', reason: 'ScaledObjectReady', message: 'Written by the drill' },
        { type: 'Active', status: 'False', reason: 'ScalerNotActive', message: 'Written by the drill' },
        { type: 'Fallback', status: 'False', reason: 'NoFallbackFound', message: 'Written by the drill' },
        { type: 'Paused', status: 'Unknown' },
      ],
    }),
  },
]

/** Writes the status that absent controllers would, since Argo CD waits for it; the answer ends it. */
export function writeStatuses({ objects, kubectl, apply }: Cluster): () => Promise<void> {
  const end = new AbortController()
  const write = async ({ apiVersion, kind, status, makes }: Absent) => {
    const { items } = await objects.list<WithStatus>(apiVersion, kind, NAMESPACE)
    for (const object of items) {
      const { metadata, status: written } = object
      if (isWritten(written)) continue
      if (makes) await apply(makes(object))
      const patch = `--patch=${JSON.stringify({ status: status() })}`
      const how = ['--namespace', NAMESPACE, '--subresource=status', '--type=merge', patch]
      await kubectl(['patch', kind, metadata!.name!, ...how])
    }
  }
  const running = (async () => {
    while (!end.signal.aborted) {
      // A kind may not be served yet, and a busy API server sends away: the next round is soon.
      for (const one of absent) await write(one).catch(() => {})
      await pause(EVERY_MS, undefined, { signal: end.signal }).catch(() => {})
    }
  })()
  return async () => {
    end.abort()
    await running
  }
}

interface ScaledSpec {
  minReplicaCount: number
  maxReplicaCount: number
  scaleTargetRef: object
  advanced: { horizontalPodAutoscalerConfig: { name: string; behavior: object } }
  triggers: { type: string; metadata: { value: string } }[]
}

/** The autoscaler that KEDA would make of the rules, as far as the processor decides. */
function autoscalerOf({ spec, metadata }: WithStatus): KubernetesObject {
  const { minReplicaCount, maxReplicaCount, scaleTargetRef, advanced, triggers } = spec as ScaledSpec
  const { name, behavior } = advanced.horizontalPodAutoscalerConfig
  const averageUtilization = Number(triggers.find(({ type }) => type === 'cpu')!.metadata.value)
  const owner = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: metadata!.name!, uid: metadata!.uid! }
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: NAMESPACE, ownerReferences: [owner] },
    spec: {
      minReplicas: minReplicaCount,
      maxReplicas: maxReplicaCount,
      scaleTargetRef,
      behavior,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }],
    },
  } as KubernetesObject
}

function isWritten({ loadBalancer = {}, conditions = [] }: NonNullable<WithStatus['status']> = {}): boolean {
  return Object.keys(loadBalancer).length > 0 || conditions.length > 0
}
