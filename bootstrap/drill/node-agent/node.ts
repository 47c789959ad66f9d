import {
  CoordinationV1Api,
  CoreV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  V1MicroTime,
  type V1Node,
} from '@kubernetes/client-node'

/** A node that is silent for longer counts as gone; the controller manager's own patience comes on top. */
const LEASE_SECONDS = 40
const RENEWED_EVERY_MS = 10_000
const LEASES = 'kube-node-lease'
const VERSION = 'v1.35.0'

export interface NodePlace {
  name: string
  zone: string
}

interface NodeOptions extends NodePlace {
  /** Where it is asked for logs. */
  port: number
}

/** What the agent tells of a node: that it is there, of which size and in which zone, and again and again that it lives. */
export class Node {
  readonly name: string
  readonly #zone: string
  readonly #port: number
  readonly #core: CoreV1Api
  readonly #leases: CoordinationV1Api
  #beat: NodeJS.Timeout | undefined

  constructor(kube: KubeConfig, { name, zone, port }: NodeOptions) {
    this.name = name
    this.#zone = zone
    this.#port = port
    this.#core = kube.makeApiClient(CoreV1Api)
    this.#leases = kube.makeApiClient(CoordinationV1Api)
  }

  async join(): Promise<void> {
    await this.#core.createNode({ body: this.#object() }).catch(unlessThere)
    await this.#core.patchNodeStatus(
      { name: this.name, body: { status: { ...this.#object().status } } },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    )
    await this.#renew()
    this.#beat = setInterval(() => void this.#renew().catch(() => {}), RENEWED_EVERY_MS)
  }

  /** Says nothing any longer, as a machine without power. */
  vanish(): void {
    clearInterval(this.#beat)
    this.#beat = undefined
  }

  async #renew() {
    const spec = { holderIdentity: this.name, leaseDurationSeconds: LEASE_SECONDS, renewTime: new V1MicroTime() }
    const lease = { name: this.name, namespace: LEASES }
    const merge = setHeaderOptions('Content-Type', PatchStrategy.MergePatch)
    await this.#leases.patchNamespacedLease({ ...lease, body: { spec } }, merge).catch((error: { code?: number }) => {
      if (error.code !== 404) throw error
      return this.#leases.createNamespacedLease({ namespace: LEASES, body: { metadata: lease, spec } })
    })
  }

  /** As large as a t3.medium is to its pods. */
  #object(): V1Node {
    const room = { cpu: '1930m', memory: '3388Mi', pods: '50', 'ephemeral-storage': '18Gi' }
    const now = new Date()
    const is = (type: string, status: string, reason: string) => ({
      type,
      status,
      reason,
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    })
    return {
      metadata: {
        name: this.name,
        labels: {
          'kubernetes.io/hostname': this.name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'topology.kubernetes.io/zone': this.#zone,
        },
      },
      status: {
        capacity: room,
        allocatable: room,
        // No name resolves here, and the API server would prefer one.
        addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
        daemonEndpoints: { kubeletEndpoint: { Port: this.#port } },
        conditions: [
          is('Ready', 'True', 'KubeletReady'),
          is('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
          is('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
          is('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        ],
        nodeInfo: {
          architecture: 'amd64',
          bootID: '',
          containerRuntimeVersion: 'tiketi-drill://1',
          kernelVersion: '',
          kubeProxyVersion: VERSION,
          kubeletVersion: VERSION,
          machineID: this.name,
          operatingSystem: 'linux',
          osImage: 'processes of this machine',
          systemUUID: this.name,
        },
      },
    }
  }
}

function unlessThere(error: { code?: number }) {
  if (error.code !== 409) throw error
}
