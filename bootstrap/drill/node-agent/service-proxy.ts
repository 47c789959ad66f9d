import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import {
  CoreV1Api,
  DiscoveryV1Api,
  type KubeConfig,
  type V1EndpointSlice,
  type V1Service,
} from '@kubernetes/client-node'
import { loopbackOf } from './addresses.ts'
import { type Watched, watched } from './watched.ts'

interface Listening {
  server: Server
  sockets: Set<Socket>
}

/** Listens at the address of every Service, and takes each connection to one of its ready endpoints in turn. */
export class ServiceProxies {
  readonly #listening = new Map<string, Listening>()
  #services!: Watched<V1Service>
  #slices!: Watched<V1EndpointSlice>
  #turn = 0

  private constructor() {}

  static async start(kube: KubeConfig, namespace: string): Promise<ServiceProxies> {
    const proxies = new ServiceProxies()
    const core = kube.makeApiClient(CoreV1Api)
    const discovery = kube.makeApiClient(DiscoveryV1Api)
    proxies.#slices = await watched(kube, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, () =>
      discovery.listNamespacedEndpointSlice({ namespace }),
    )
    proxies.#services = await watched(
      kube,
      `/api/v1/namespaces/${namespace}/services`,
      () => core.listNamespacedService({ namespace }),
      { changed: (service) => void proxies.#listen(service), gone: (service) => proxies.#close(service) },
    )
    return proxies
  }

  service(name: string, namespace: string): V1Service | undefined {
    return this.#services.get(name, namespace)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#services.stop(), this.#slices.stop()])
    for (const service of this.#services.list()) this.#close(service)
  }

  async #listen({ metadata, spec }: V1Service) {
    const name = metadata!.name!
    if (this.#listening.has(name) || !spec?.clusterIP?.startsWith('10.')) return
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      this.#join(name, socket)
    })
    this.#listening.set(name, { server, sockets })
    server.listen(spec.ports![0]!.port, loopbackOf(spec.clusterIP))
    await once(server, 'listening')
  }

  #join(service: string, client: Socket) {
    const endpoints = this.#ready(service)
    const target = endpoints[this.#turn++ % Math.max(endpoints.length, 1)]
    client.on('error', () => client.destroy())
    if (!target) return client.resetAndDestroy()
    const pod = connect(target.port, target.host)
    pod.on('error', () => client.resetAndDestroy())
    pod.on('close', () => client.destroy())
    client.on('close', () => pod.destroy())
    client.pipe(pod).pipe(client)
    return undefined
  }

  #ready(service: string): { host: string; port: number }[] {
    return this.#slices
      .list()
      .filter(({ metadata }) => metadata?.labels?.['kubernetes.io/service-name'] === service)
      .flatMap(({ endpoints, ports }) =>
        // None are written as null.
        (endpoints ?? [])
          .filter(({ conditions }) => conditions?.ready)
          .map(({ addresses }) => ({ host: loopbackOf(addresses[0]!), port: ports![0]!.port! })),
      )
  }

  #close({ metadata }: V1Service) {
    const name = metadata!.name!
    const listening = this.#listening.get(name)
    this.#listening.delete(name)
    listening?.server.close()
    for (const socket of listening?.sockets ?? []) socket.destroy()
  }
}
