import { mkdir } from 'node:fs/promises'
import { CoreV1Api, type KubeConfig, PatchStrategy, setHeaderOptions, type V1Pod } from '@kubernetes/client-node'
import { ADDRESS } from '../stage.ts'
import { loopbackOf, PodAddresses } from './addresses.ts'
import type { Images } from './images.ts'
import { serveLogs } from './logs.ts'
import { Node, type NodePlace } from './node.ts'
import { type Host, Pod } from './pod.ts'
import { ServiceProxies } from './service-proxy.ts'
import { watched } from './watched.ts'

export interface NodeAgentOptions extends Pick<Host, 'mark' | 'folder'> {
  kube: KubeConfig
  namespace: string
  nodes: NodePlace[]
  images: Images
  /** By which the nodes answer the API server. */
  keys: { cert: Buffer; key: Buffer }
  /** What a pod with a role is given to speak to AWS. */
  aws: Record<string, string>
}

export interface NodeAgent {
  /** The node's machine loses power: its processes answer nothing and nobody is told. */
  kill(node: string): void
  /** It starts again, without what ran on it. */
  revive(node: string): Promise<void>
  stop(): Promise<void>
}

/** Plays the kubelet of several nodes, and what routes to their pods: pods are processes of this machine. */
export async function startNodeAgent(options: NodeAgentOptions): Promise<NodeAgent> {
  const { kube, namespace, images, aws, mark, folder } = options
  await mkdir(folder, { recursive: true })
  await using begun = new AsyncDisposableStack()
  const core = kube.makeApiClient(CoreV1Api)
  const path = (kind: string) => `/api/v1/namespaces/${namespace}/${kind}`
  const maps = await watched(kube, path('configmaps'), () => core.listNamespacedConfigMap({ namespace }))
  begun.defer(() => maps.stop())
  const accounts = await watched(kube, path('serviceaccounts'), () => core.listNamespacedServiceAccount({ namespace }))
  begun.defer(() => accounts.stop())
  const services = await ServiceProxies.start(kube, namespace)
  begun.defer(() => services.stop())

  const addresses = new PodAddresses()
  const pods = new Map<string, Pod>()
  const logs = await serveLogs(
    options.keys,
    (name) => pods.get(objects.get(name, namespace)?.metadata?.uid ?? '')?.logFile,
  )
  begun.defer(logs.close)
  const nodes = new Map(options.nodes.map((place) => [place.name, new Node(kube, { ...place, port: logs.port })]))
  const strategic = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch)
  const host: Host = {
    images,
    mark,
    folder,
    around: {
      aws,
      configMap: (name) => maps.get(name, namespace),
      service: (name) => services.service(name, namespace),
      account: (name) => accounts.get(name, namespace),
    },
    async report({ metadata }, status) {
      const { name, uid } = metadata!
      const body = { metadata: { uid }, status }
      await core.patchNamespacedPodStatus({ name: name!, namespace, body }, strategic).catch(unlessGone)
    },
    async remove({ metadata }) {
      const { name, uid } = metadata!
      const body = { gracePeriodSeconds: 0, preconditions: { uid: uid! } }
      await core.deleteNamespacedPod({ name: name!, namespace, body }).catch(unlessGone)
    },
  }

  const changed = async (object: V1Pod) => {
    const { uid, name, annotations } = object.metadata!
    const node = nodes.get(object.spec!.nodeName ?? '')
    if (!node) return
    const known = pods.get(uid!)
    if (known) return known.update(object)
    if (['Succeeded', 'Failed'].includes(object.status?.phase ?? '')) return
    const pod = new Pod(object, addresses.next(), host)
    pods.set(uid!, pod)
    if (annotations?.[ADDRESS]) return
    const body = { metadata: { uid, annotations: { [ADDRESS]: loopbackOf(pod.ip) } } }
    await core.patchNamespacedPod({ name: name!, namespace, body }, strategic).catch(unlessGone)
  }
  const gone = ({ metadata }: V1Pod) => {
    void pods.get(metadata!.uid!)?.kill()
    pods.delete(metadata!.uid!)
  }
  begun.defer(async () => void (await Promise.all([...pods.values()].map((pod) => pod.kill()))))
  const objects = await watched(kube, path('pods'), () => core.listNamespacedPod({ namespace }), {
    changed: (object) => void changed(object),
    gone,
  })
  begun.defer(() => objects.stop())
  begun.defer(async () => {
    for (const node of nodes.values()) node.vanish()
  })
  await Promise.all([...nodes.values()].map((node) => node.join()))

  const on = (node: string) =>
    objects.list().flatMap(({ spec, metadata }) => (spec!.nodeName === node ? (pods.get(metadata!.uid!) ?? []) : []))
  const everything = begun.move()
  return {
    kill(node) {
      nodes.get(node)!.vanish()
      for (const pod of on(node)) pod.vanish()
    },
    async revive(node) {
      for (const pod of on(node)) pod.comeBack()
      await nodes.get(node)!.join()
    },
    stop: () => everything.disposeAsync(),
  }
}

function unlessGone(error: { code?: number }) {
  if (error.code !== 404 && error.code !== 409) throw error
}
