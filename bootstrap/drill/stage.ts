import type { KubeConfig } from '@kubernetes/client-node'
import type { Argo } from './argo.ts'
import type { Source } from './source.ts'

/** Somebody else's name and groups, under which a command is run. */
export interface As {
  user: string
  groups: string[]
}

/** A Kubernetes API with Argo CD and Rollouts behind it, ours or somebody's. */
export interface Cluster {
  readonly kubeconfigPath: string
  readonly kube: KubeConfig
  /** Of the API server, as `v1.37.2`. */
  readonly version: string
  /** Gives what kubectl printed. @throws Error with what it printed as an error. */
  kubectl(args: string[], options?: { input?: string; as?: As }): Promise<string>
  /** The plugin: `rollouts(['promote', 'queue'])`, in the services' namespace. */
  rollouts(args: string[], as?: As): Promise<string>
  readonly argo: Argo
}

/** A cluster of our own, which drills may commit to and break. */
export interface Stage extends Cluster {
  /** For whatever a drill writes; gone with the stage. */
  readonly folder: string
  readonly source: Source
  /** Scrapes every pod that has the address annotation, with the labels that its PodMonitor says. */
  readonly prometheusUrl: string
  /** Given to a process as environment, it is ended even if the drill was killed. */
  readonly mark: Record<string, string>
  /** Done before the control plane ends, the last first. */
  onStop(work: () => Promise<void>): void
  stop(): Promise<void>
}

/** Where the process of a pod listens, as `127.1.2.3`: its ports are the pod's own. */
export const ADDRESS = 'drill.tiketi.com/address'
