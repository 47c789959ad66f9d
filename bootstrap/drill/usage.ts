import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import type { KubernetesObject, V1Pod } from '@kubernetes/client-node'
import { listen } from './control-plane/listen.ts'
import type { Cluster } from './stage.ts'

/** What a pod uses now; undefined where nothing is known of it. */
export type Usage = (pod: V1Pod) => { cpuMillicores: number; memoryMb: number } | undefined

const GROUP = 'metrics.k8s.io'
const VERSION = 'v1beta1'
const PATH = `/apis/${GROUP}/${VERSION}`

/** What a simulated pod uses: half of what it asks for. */
export const half: Usage = ({ spec }) => {
  const asked = spec?.containers.map(({ resources }) => Number.parseInt(resources?.requests?.cpu ?? '0', 10)) ?? []
  return { cpuMillicores: asked.reduce((sum, one) => sum + one, 0) / 2, memoryMb: 64 }
}

/** Serves `metrics.k8s.io`, as metrics-server does on a cluster; the answer ends it. */
export async function serveUsage(cluster: Cluster, certificates: string, usage: () => Usage): Promise<() => void> {
  const keys = { cert: 'apiserver.crt', key: 'apiserver.key' }
  const [cert, key] = [keys.cert, keys.key].map((name) => readFileSync(join(certificates, name)))
  const server = createServer({ cert, key }, async (request, response) => {
    const answer = await answerTo(cluster, usage(), new URL(request.url ?? '/', 'https://metrics')).catch(
      () => undefined,
    )
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}))
  })
  const { port, close } = await listen(server)
  await cluster.apply(...registration(port))
  return close
}

/** The API server may not call a loopback address by number, but it may by name. */
function registration(port: number): KubernetesObject[] {
  const name = { name: 'metrics', namespace: 'kube-system' }
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: name,
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  }
  const registered = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${VERSION}.${GROUP}` },
    spec: {
      group: GROUP,
      version: VERSION,
      service: { ...name, port },
      insecureSkipTLSVerify: true,
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  }
  return [service, registered]
}

async function answerTo({ objects }: Cluster, usage: Usage, { pathname, searchParams }: URL) {
  if (pathname === PATH) return resources
  const [, namespace] = new RegExp(`^${PATH}/namespaces/([^/]+)/pods$`).exec(pathname) ?? []
  if (!namespace) return undefined
  const selector = searchParams.get('labelSelector') ?? undefined
  const { items } = await objects.list<V1Pod>(
    'v1',
    'Pod',
    namespace,
    undefined,
    undefined,
    undefined,
    undefined,
    selector,
  )
  return {
    kind: 'PodMetricsList',
    apiVersion: `${GROUP}/${VERSION}`,
    metadata: {},
    items: items.flatMap((pod) => metricsOf(pod, usage(pod))),
  }
}

function metricsOf({ metadata, spec, status }: V1Pod, used: ReturnType<Usage>) {
  if (!used || status?.phase !== 'Running') return []
  const { cpuMillicores, memoryMb } = used
  return [
    {
      metadata: { name: metadata!.name, namespace: metadata!.namespace, labels: metadata!.labels },
      timestamp: new Date().toISOString(),
      // Readings from before a pod was ready count for nothing, and a longer window reaches back further.
      window: '1s',
      containers: [
        {
          name: spec!.containers[0]!.name,
          usage: { cpu: `${Math.round(cpuMillicores)}m`, memory: `${Math.round(memoryMb)}Mi` },
        },
      ],
    },
  ]
}

const resources = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${GROUP}/${VERSION}`,
  resources: [{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }],
}
