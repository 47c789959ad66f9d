import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KubernetesObject } from '@kubernetes/client-node'
import { parse } from 'yaml'
import { clusterSecret } from '../cluster/facts.ts'
import type { ApplicationState } from './argo.ts'
import { isTrue } from './control-plane/room.ts'
import type { Stage } from './stage.ts'

const ENVIRONMENT = 'drill'

/** Hands an empty cluster over to Argo CD, by what is applied by hand in the clouds too. */
export async function handOver(stage: Stage): Promise<void> {
  const facts = { 'tiketi.com/environment': ENVIRONMENT, 'tiketi.com/cluster-name': ENVIRONMENT }
  const committed = (path: string) => readFile(join(stage.source.folder, path), 'utf8')
  const root = await Promise.all(['projects/root.yaml', 'root/root.yaml'].map(committed))
  await stage.apply(clusterSecret(facts), ...root.map((text) => parse(text) as KubernetesObject))
}

/** Waits until everything that is committed runs; tells of every look at it. */
export async function isWhole(stage: Stage, look: (states: ApplicationState[]) => void = () => {}): Promise<void> {
  const names = await stage.source.applications(ENVIRONMENT)
  await isTrue(
    'there is an application for every folder',
    async () => {
      const states = await stage.argo.states()
      look(states)
      return names.every((name) => states.some((state) => state.name === name))
    },
    { timeoutMs: 120_000 },
  )
  await stage.argo.settled(stage.source.head, { timeoutMs: 600_000, look })
}

/** What most drills begin with; once for a stage. */
export async function whole(stage: Stage): Promise<void> {
  const states = await stage.argo.states()
  if (states.length === 0) await handOver(stage)
  await isWhole(stage)
}
