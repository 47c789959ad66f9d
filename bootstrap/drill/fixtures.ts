import { setTimeout as pause } from 'node:timers/promises'
import type { KubernetesObject } from '@kubernetes/client-node'
import { NAMESPACE } from '../../cdk8s/constructs/names.ts'
import type { Cluster } from './stage.ts'

const EVERY_MS = 500

/** Controllers that are not here, by what they would write into the status of the objects that they look after. */
const absent: { apiVersion: string; kind: string; status: () => Record<string, unknown> }[] = [
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

interface WithStatus extends KubernetesObject {
  status?: { loadBalancer?: object; conditions?: unknown[] }
}

/** Writes the status that absent controllers would, since Argo CD waits for it; the answer ends it. */
export function writeStatuses({ objects, kubectl }: Cluster): () => Promise<void> {
  const end = new AbortController()
  const write = async ({ apiVersion, kind, status }: (typeof absent)[number]) => {
    const { items } = await objects.list<WithStatus>(apiVersion, kind, NAMESPACE)
    for (const { metadata, status: written } of items) {
      if (isWritten(written)) continue
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

function isWritten({ loadBalancer = {}, conditions = [] }: NonNullable<WithStatus['status']> = {}): boolean {
  return Object.keys(loadBalancer).length > 0 || conditions.length > 0
}
