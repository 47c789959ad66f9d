import { type KubernetesObject, type KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node'
import { isTrue } from './control-plane/room.ts'

export interface ApplicationState {
  name: string
  sync: string
  health: string
  /** The commit that it was last compared with. */
  revision: string
  /** How the last operation went, and what it said. */
  phase: string
  message: string
  /** When that operation began. */
  operated: string
  /** All that it looks after, by kind and name. */
  resources: { name: string; wave: number; sync: string }[]
  /** What became of each in the last operation. */
  results: { name: string; phase: string; message: string }[]
}

interface Application extends KubernetesObject {
  status?: {
    sync?: { status?: string; revision?: string }
    health?: { status?: string }
    operationState?: {
      phase?: string
      message?: string
      startedAt?: string
      syncResult?: { resources?: { kind: string; name: string; hookPhase?: string; message?: string }[] }
    }
    conditions?: { message: string }[]
    resources?: { kind: string; name: string; syncWave?: number; status?: string }[]
  }
}

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }

/** What the drills ask of Argo CD, by its own resources. */
export class Argo {
  readonly #api: KubernetesObjectApi

  constructor(api: KubernetesObjectApi) {
    this.#api = api
  }

  async states(): Promise<ApplicationState[]> {
    const { items } = await this.#api.list<Application>(APPLICATION.apiVersion, APPLICATION.kind, 'argocd')
    return items.map(stateOf)
  }

  async state(name: string): Promise<ApplicationState> {
    return stateOf(await this.#api.read<Application>({ ...APPLICATION, metadata: { name, namespace: 'argocd' } }))
  }

  /** Makes it look at Git now instead of at its next round: these, or all. */
  async refresh(...names: string[]): Promise<void> {
    const all = names.length > 0 ? names : (await this.states()).map(({ name }) => name)
    const annotations = { 'argocd.argoproj.io/refresh': 'normal' }
    await Promise.all(all.map((name) => this.#patch({ ...APPLICATION, metadata: { ...where(name), annotations } })))
  }

  /** What `argocd app sync` does. */
  async sync(name: string): Promise<void> {
    const operation = { initiatedBy: { username: 'drill' }, sync: { prune: true } }
    await this.#patch({ ...APPLICATION, metadata: where(name), operation } as KubernetesObject)
  }

  /** What `argocd app terminate-op` does. */
  async terminate(name: string): Promise<void> {
    const status = { operationState: { phase: 'Terminating' } }
    await this.#patch({ ...APPLICATION, metadata: where(name), status } as KubernetesObject)
  }

  /** Waits until these, or all, are Synced and Healthy at the commit. @throws Error that names who is not. */
  async settled(revision: string, { names, timeoutMs = 300_000, look }: Settling = {}): Promise<void> {
    await isTrue(
      `${names?.join(', ') ?? 'every application'} is Synced and Healthy at ${revision.slice(0, 8)}`,
      async () => {
        const states = (await this.states()).filter(({ name }) => !names || names.includes(name))
        look?.(states)
        const late = states.filter((state) => !isSettled(state, revision))
        if (states.length >= (names?.length ?? 2) && late.length === 0) return true
        throw new Error(late.map(inWords).join('; '))
      },
      { timeoutMs },
    )
  }

  async #patch(spec: KubernetesObject) {
    await this.#api.patch(spec, undefined, undefined, 'drill', undefined, PatchStrategy.MergePatch)
  }
}

interface Settling {
  names?: string[]
  timeoutMs?: number
  /** Is shown what was seen, each time. */
  look?: (states: ApplicationState[]) => void
}

function isSettled({ sync, health, revision, phase }: ApplicationState, wanted: string): boolean {
  return sync === 'Synced' && health === 'Healthy' && revision === wanted && phase !== 'Running'
}

function inWords({ name, sync, health, revision, message, resources, results }: ApplicationState): string {
  const unsynced = resources.filter((one) => one.sync !== 'Synced').map((one) => `${one.name} ${one.sync}`)
  const unfinished = results.filter(({ phase }) => phase !== 'Succeeded').map((one) => `${one.name} ${one.message}`)
  const parts = [...unsynced, ...unfinished].slice(0, 5)
  return `${name} is ${sync} and ${health} at ${revision.slice(0, 8)}: ${[message, ...parts].filter(Boolean).join(', ')}`
}

const where = (name: string) => ({ name, namespace: 'argocd' })

function stateOf({ metadata, status = {} }: Application): ApplicationState {
  const { sync = {}, health = {}, operationState = {}, conditions = [], resources = [] } = status
  return {
    name: metadata!.name!,
    sync: sync.status ?? 'Unknown',
    health: health.status ?? 'Unknown',
    revision: sync.revision ?? '',
    phase: operationState.phase ?? '',
    operated: operationState.startedAt ?? '',
    message: [operationState.message, ...conditions.map(({ message }) => message)].filter(Boolean).join('; '),
    resources: resources.map(({ kind, name, syncWave = 0, status = '' }) => ({
      name: `${kind}/${name}`,
      wave: syncWave,
      sync: status,
    })),
    results: (operationState.syncResult?.resources ?? []).map(({ kind, name, hookPhase = '', message = '' }) => ({
      name: `${kind}/${name}`,
      phase: hookPhase,
      message,
    })),
  }
}
