import type { Cluster } from './stage.ts'

const ZONES = ['ap-northeast-2a', 'ap-northeast-2c']
const NODES_A_ZONE = 2
const SIZE = { cpu: '16', memory: '64Gi', pods: '110' }

/** Adds nodes in two zones on which pods are ready at once and run nothing. */
export async function addSimulatedNodes({ apply, kubectl }: Cluster): Promise<void> {
  const items = ZONES.flatMap((zone) =>
    Array.from({ length: NODES_A_ZONE }, (_, at) => {
      const name = `simulated-${zone.at(-1)}${at}`
      return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          annotations: { 'kwok.x-k8s.io/node': 'fake' },
          labels: {
            type: 'kwok',
            'kubernetes.io/hostname': name,
            'kubernetes.io/os': 'linux',
            'topology.kubernetes.io/zone': zone,
          },
        },
        status: { allocatable: SIZE, capacity: SIZE },
      }
    }),
  )
  await apply(...items)
  await kubectl(['wait', '--for=condition=Ready', 'node', '--selector=type=kwok', '--timeout=60s'])
}
