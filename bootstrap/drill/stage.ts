import { execFile } from 'node:child_process'
import { glob, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  VersionApi,
} from '@kubernetes/client-node'
import { parse } from 'yaml'
import { NAMESPACE } from '../../cdk8s/constructs/names.ts'
import { moduleFolder } from '../../cdk8s/schemas/generate.ts'
import { sources } from '../../cdk8s/schemas/sources.ts'
import type { KubeObject } from '../../cdk8s/synth.ts'
import { Argo } from './argo.ts'
import { startArgoCd } from './control-plane/argo-cd.ts'
import { startKubernetes, startKwok } from './control-plane/kubernetes.ts'
import { startPrometheus } from './control-plane/prometheus.ts'
import { startRollouts } from './control-plane/rollouts.ts'
import { isTrue, Room } from './control-plane/room.ts'
import { writeStatuses } from './fixtures.ts'
import { Source } from './source.ts'
import { half, serveUsage, type Usage } from './usage.ts'

const exec = promisify(execFile)
const gitops = join(import.meta.dirname, '../../gitops')

/** Somebody else's name and groups, under which a command is run. */
interface As {
  user: string
  groups: string[]
}

/** A Kubernetes API with Argo CD and Rollouts behind it, ours or somebody's. */
export interface Cluster {
  readonly kubeconfigPath: string
  readonly kube: KubeConfig
  readonly objects: KubernetesObjectApi
  /** Of the API server, as `v1.37.2`. */
  readonly version: string
  /** Gives what kubectl printed. @throws Error with what it printed as an error. */
  kubectl(args: string[], options?: { input?: string; as?: As }): Promise<string>
  /** Makes objects as they are given, whoever else wrote their fields. */
  apply(...objects: KubernetesObject[]): Promise<void>
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
  /** Of Argo CD's own API, for whom its rights count. */
  readonly argoCdUrl: string
  /** Given to a process as environment, it is ended even if the drill was killed. */
  readonly mark: Record<string, string>
  /** From now on, what autoscalers are told of pods. */
  use(usage: Usage): void
  /** Done before the control plane ends, the last first. */
  onStop(work: () => Promise<void> | void): void
  stop(): Promise<void>
}

/** Where the process of a pod listens, as `127.1.2.3`: its ports are the pod's own. */
export const ADDRESS = 'drill.tiketi.com/address'

interface StageOptions {
  /** Nobody else's, and empty. */
  folder: string
  mark: Record<string, string>
  say: (line: string) => void
}

/** Starts all that stands on a cluster before the first commit is read, but no node. */
export async function startStage({ folder, mark, say }: StageOptions): Promise<Stage> {
  const works: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (const work of works.splice(0).toReversed()) await work()
  }
  try {
    return await start(await Room.make(folder, mark), say, (work) => works.push(work), stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(room: Room, say: StageOptions['say'], onStop: Stage['onStop'], stop: Stage['stop']) {
  onStop(() => room.stop())
  say('Starting etcd, the API server, its controllers and the scheduler')
  const kubeconfigPath = await startKubernetes(room)
  const cluster = await clusterOf(kubeconfigPath, (name) => room.program(name))
  await startKwok(room, kubeconfigPath)
  say('Starting Argo CD, Rollouts and Prometheus')
  await applyGround(cluster)
  let usage = half
  onStop(await serveUsage(cluster, join(room.folder, 'certificates'), () => usage))
  const prometheus = await startPrometheus(room, cluster, await podMonitors())
  onStop(prometheus.close)
  onStop(await startRollouts(room, kubeconfigPath, prometheus.url))
  const argoCdUrl = await startArgoCd(room, kubeconfigPath, cluster)
  onStop(writeStatuses(cluster))
  const folder = join(room.folder, 'source')
  await mkdir(folder)
  const source = await Source.make(folder, () => cluster.argo.refresh())
  return {
    ...cluster,
    folder: room.folder,
    source,
    prometheusUrl: prometheus.url,
    argoCdUrl,
    mark: room.mark,
    use(next: Usage) {
      usage = next
    },
    onStop,
    stop,
  }
}

/** @throws Error with one sentence when nobody answers there. */
export async function clusterOf(kubeconfigPath: string, program: (name: string) => string): Promise<Cluster> {
  const kube = new KubeConfig()
  kube.loadFromFile(kubeconfigPath)
  const objects = KubernetesObjectApi.makeApiClient(kube)
  const { gitVersion } = await kube.makeApiClient(VersionApi).getCode()
  const run = async (name: string, args: string[], { input, as }: { input?: string; as?: As } = {}) => {
    const who = as ? [`--as=${as.user}`, ...as.groups.map((group) => `--as-group=${group}`)] : []
    const all = [`--kubeconfig=${kubeconfigPath}`, ...who, ...args]
    // What kubectl remembers of a cluster stays beside its kubeconfig.
    const env = { ...process.env, KUBECACHEDIR: join(dirname(kubeconfigPath), 'kubectl') }
    const running = exec(program(name), all, { maxBuffer: 2 ** 26, env })
    running.child.stdin?.end(input)
    try {
      return (await running).stdout
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string }
      throw new Error(stderr?.trim() || message)
    }
  }
  return {
    kubeconfigPath,
    kube,
    objects,
    version: gitVersion,
    kubectl: (args, options) => run('kubectl', args, options),
    async apply(...items) {
      for (const item of items)
        await objects.patch(item, undefined, undefined, 'drill', true, PatchStrategy.ServerSideApply)
    },
    rollouts: (args, as) => run('kubectl-argo-rollouts', ['--namespace', NAMESPACE, ...args], as ? { as } : {}),
    argo: new Argo(objects),
  }
}

/** What Terraform and the add-ons leave: namespaces, kinds of their own, and who may do what. */
async function applyGround({ kubectl, apply }: Cluster) {
  const namespaces = ['argocd', 'argo-rollouts'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }))
  const crds: string[] = []
  for (const { module, kind, files } of sources) {
    if (kind !== 'crds' || module.startsWith('istio')) continue
    const home = await moduleFolder(module)
    for (const pattern of files)
      for await (const path of glob(pattern, { cwd: home })) crds.push(`--filename=${join(home, path)}`)
  }
  await apply(...namespaces)
  // The schemas that it would check against are still being made.
  const quickly = ['apply', '--server-side', '--validate=false']
  await kubectl([...quickly, ...crds, `--filename=${gitops}/addons/argo-rollouts/sre.yaml`])
  // One that was made a moment ago has no conditions to wait for.
  await isTrue('every kind is served', () =>
    kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']),
  )
}

async function podMonitors(): Promise<KubeObject[]> {
  const found: KubeObject[] = []
  for await (const path of glob('rendered/drill/*/podmonitor.*.yaml', { cwd: gitops }))
    found.push(parse(await readFile(join(gitops, path), 'utf8')) as KubeObject)
  return found
}
