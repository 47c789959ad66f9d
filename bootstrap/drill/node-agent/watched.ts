import { setTimeout as pause } from 'node:timers/promises'
import {
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
} from '@kubernetes/client-node'

export interface Watched<T> {
  list(): readonly T[]
  get(name: string, namespace: string): T | undefined
  stop(): Promise<void>
}

/**
 * Keeps up with all objects of a kind, and tells of each that came, changed or went. It is complete on return, and begins
 * again whenever it is interrupted.
 */
export async function watched<T extends KubernetesObject>(
  kube: KubeConfig,
  path: string,
  list: () => Promise<KubernetesListObject<T>>,
  told: { changed?: (object: T) => void; gone?: (object: T) => void } = {},
): Promise<Watched<T>> {
  const informer = makeInformer(kube, path, list)
  let stopped = false
  if (told.changed) for (const verb of ['add', 'update'] as const) informer.on(verb, told.changed)
  if (told.gone) informer.on('delete', told.gone)
  informer.on('error', async () => {
    await pause(500)
    if (!stopped) await informer.start().catch(() => {})
  })
  await informer.start()
  return {
    list: () => informer.list(),
    get: (name, namespace) => informer.get(name, namespace),
    stop: async () => {
      stopped = true
      await informer.stop()
    },
  }
}
