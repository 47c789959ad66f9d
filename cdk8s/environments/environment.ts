import type { ServiceName } from '@tiketi/contracts/routes'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Facts } from './facts.ts'

export type EnvironmentName = 'local' | 'staging' | 'production' | 'drill'

/** What shifts traffic to a canary: the balancer's weights, a mesh, or only the number of its pods. */
export type Router = 'alb' | 'istio' | 'replicas'

/** Where pods find PostgreSQL or Redis, as a NetworkPolicy names it. */
export type Peer = { cidrs: string[]; except?: string[] } | { app: string }

/** What a service cannot be given by its pods' own surroundings. */
type Settings =
  /**
   * SSM holds these settings (`shared/NAME`, `<service>/NAME`) and Secrets Manager every secret; pods read them under their
   * role.
   */
  | { from: 'ssm'; environment: string; parameters: string[]; facts: Facts }
  /** Plain values here, secrets in the Kubernetes Secret `<service>-secrets`, one key a setting. */
  | { from: 'kubernetes'; values: (service: ServiceName) => Record<string, string> }

export interface Replicas {
  min: number
  max: number
}

interface NodeGroup {
  name: string
  spot: boolean
  desired: number
  max: number
}

export interface Capacity {
  groups: NodeGroup[]
  maxPodsPerNode: number
  /** Connections that PostgreSQL allows, all roles together. */
  databaseConnections: number
}

export interface Environment {
  name: EnvironmentName
  router: Router
  /** The image of a service: by digest on a cluster that pulls, by tag where images are loaded. */
  image: (service: ServiceName) => string
  settings: Settings
  replicas: (service: ServiceDeclaration) => Replicas
  /** A step of a rollout takes this share of its time. */
  clock: number
  database: Peer
  redis: Peer
  /** What a service reaches besides its peers and its stores. */
  outside: (service: ServiceName) => { peer: Peer; port: number }[]
  /** Who sends visitors' requests: the balancer's networks or a proxy's namespace. */
  entrance: { cidrs: string[] } | { namespace: string }
  host: string
  /** Whether a second zone exists to spread over. */
  zones: boolean
  /** Whether a collector takes traces. */
  traced: boolean
  capacity?: Capacity
}
