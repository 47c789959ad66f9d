import { setTimeout as pause } from 'node:timers/promises'
import type { KubernetesObject, V1ConfigMap, V1Service } from '@kubernetes/client-node'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { NAMESPACE, servicesOf } from '../../../cdk8s/constructs/names.ts'
import { atMost, none } from '../../proof/figures.ts'
import type { ApplicationState } from '../argo.ts'
import { isTrue } from '../control-plane/room.ts'
import type { ClusterDrill } from '../drill.ts'
import type { Report } from '../report.ts'
import type { Cluster } from '../stage.ts'
import { readRollout } from '../traffic.ts'

const SERVICE: ServiceName = 'auth'
const NAME_LABEL = 'app.kubernetes.io/name'
const DASHBOARD = `tiketi-${SERVICE}`
/** Healing is a sync, begun at once; a minute is what anything may take that buyers feel. */
const HEALED_SECONDS = 60
const IDLE_MS = 30_000

/** What is changed by hand goes back; what controllers own stays theirs. */
export const drift: ClusterDrill = {
  name: 'drift',
  title: 'what is changed by hand is healed, and nothing flaps',
  minutes: 10,
  pods: 'any',
  async run(cluster, report) {
    report.add(
      atMost('a selector edited by hand is healed', await editSelector(cluster), 's', HEALED_SECONDS),
      atMost('a deleted Service is back', await deleteService(cluster), 's', HEALED_SECONDS),
      atMost('a changed ConfigMap is healed', await changeConfigMap(cluster), 's', HEALED_SECONDS),
      none('settings of a service that could be changed in place', await changeSettings(cluster), 'ConfigMaps'),
    )
    report.say('What controllers own is left alone')
    report.add(none("autoscalers' replicas set back", await scaleAsAutoscaler(cluster), 'times'))
    report.say(`Nothing is touched for ${IDLE_MS / 1_000} s`)
    const idle = await changesWhileIdle(cluster, report)
    report.add(none('changes of state and syncs while idle', idle, 'changes'))
  },
}

async function editSelector(cluster: Cluster): Promise<number> {
  const patch = JSON.stringify({ spec: { selector: { [NAME_LABEL]: 'nobody' } } })
  return healed(
    () => inNamespace(cluster, 'patch', 'service', SERVICE, '--type=merge', `--patch=${patch}`),
    async () => (await readService(cluster, SERVICE)).spec?.selector?.[NAME_LABEL] === SERVICE,
  )
}

/** At rest it leads to the same pods with and without the part of the selector that Rollouts adds when it looks next. */
async function deleteService(cluster: Cluster): Promise<number> {
  const { canary } = servicesOf(SERVICE)
  const { uid } = (await readService(cluster, canary)).metadata!
  return healed(
    () => inNamespace(cluster, 'delete', 'service', canary),
    async () => {
      const { metadata, spec } = await readService(cluster, canary)
      return metadata!.uid !== uid && spec?.selector?.[NAME_LABEL] === SERVICE
    },
  )
}

async function changeConfigMap(cluster: Cluster): Promise<number> {
  const { data } = await readConfigMap(cluster, DASHBOARD)
  const patch = JSON.stringify({ data: Object.fromEntries(Object.keys(data!).map((key) => [key, '{}'])) })
  return healed(
    () => inNamespace(cluster, 'patch', 'configmap', DASHBOARD, '--type=merge', `--patch=${patch}`),
    async () => JSON.stringify((await readConfigMap(cluster, DASHBOARD)).data) === JSON.stringify(data),
  )
}

/** They carry a hash of what they say, and are refused by the API itself. */
async function changeSettings(cluster: Cluster): Promise<number> {
  const found = await inNamespace(cluster, 'get', 'configmap', '--output=name')
  const settings = found.split('\n').find((name) => name.includes(`/${SERVICE}-settings-`))!
  const patch = JSON.stringify({ data: { LOG_LEVEL: 'trace' } })
  return inNamespace(cluster, 'patch', settings, '--type=merge', '--dry-run=server', `--patch=${patch}`).then(
    () => 1,
    () => 0,
  )
}

/** The autoscaler is at work meanwhile and may choose another number: what counts is whether Argo CD wrote one. */
async function scaleAsAutoscaler(cluster: Cluster): Promise<number> {
  const { spec } = await readRollout(cluster, SERVICE)
  const before = spec!.replicas ?? 1
  const scale = (replicas: number) => inNamespace(cluster, 'scale', 'rollout', SERVICE, `--replicas=${replicas}`)
  await scale(before + 1)
  const application = await applicationOf(cluster)
  await cluster.argo.refresh(application)
  await isTrue('the scaled rollout was looked at', async () => {
    const { sync, health } = await cluster.argo.state(application)
    return sync === 'Synced' && health === 'Healthy'
  })
  const owners = ownersOfReplicas(await readRollout(cluster, SERVICE))
  await scale(before)
  await isTrue('the rollout is at rest', async () => {
    const { spec, status, metadata } = await readRollout(cluster, SERVICE)
    const counts = [status?.replicas, status?.availableReplicas]
    return status?.observedGeneration === String(metadata!.generation) && counts.every((n) => n === spec!.replicas)
  })
  if (owners.length === 0) throw new Error('Nobody is known to have written how many replicas there are.')
  return owners.filter((owner) => owner.startsWith('argocd')).length
}

function ownersOfReplicas({ metadata }: KubernetesObject): string[] {
  return (metadata?.managedFields ?? [])
    .filter(({ fieldsV1 }) => 'f:replicas' in ((fieldsV1 as { 'f:spec'?: object } | undefined)?.['f:spec'] ?? {}))
    .map(({ manager = '' }) => manager)
}

/** An autoscaler may change its mind minutes after a rush: health moves with its pods then, and nothing else does. */
async function changesWhileIdle(cluster: Cluster, { say }: Report): Promise<number> {
  await cluster.argo.refresh()
  await isTrue('everything is at rest', async () => {
    const states = await cluster.argo.states()
    return states.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
  })
  const changes: { name: string; onlyHealth: boolean }[] = []
  const resized = new Set<ServiceName>()
  let [before, sizes] = [await cluster.argo.states(), await replicas(cluster)]
  const end = performance.now() + IDLE_MS
  while (performance.now() < end) {
    await pause(500)
    const [now, sized] = [await cluster.argo.states(), await replicas(cluster)]
    for (const [service, count] of sized)
      if (count !== sizes.get(service)) {
        resized.add(service)
        say(`The autoscaler of ${service} goes from ${sizes.get(service)} to ${count}`)
      }
    for (const state of now) {
      const was = before.find(({ name }) => name === state.name)
      if (was && lineOf(was) === lineOf(state)) continue
      changes.push({ name: state.name, onlyHealth: was?.sync === state.sync && was.operated === state.operated })
      say(`Changed by itself: ${lineOf(state)}`)
    }
    before = now
    sizes = sized
  }
  const isOfAutoscaler = (name: string) => [...resized].some((service) => name.endsWith(`-${service}`))
  return changes.filter(({ name, onlyHealth }) => !(onlyHealth && isOfAutoscaler(name))).length
}

const lineOf = ({ name, sync, health, operated }: ApplicationState) => `${name} ${sync} ${health} ${operated}`

async function replicas(cluster: Cluster): Promise<Map<ServiceName, number | undefined>> {
  const sizes = serviceNames.map(async (service): Promise<[ServiceName, number | undefined]> => {
    const { spec } = await readRollout(cluster, service)
    return [service, spec!.replicas]
  })
  return new Map(await Promise.all(sizes))
}

async function applicationOf({ argo }: Cluster): Promise<string> {
  const name = (await argo.states()).find((state) => state.name.endsWith(`-${SERVICE}`))?.name
  if (!name) throw new Error(`No application of this cluster is ${SERVICE}'s.`)
  return name
}

async function healed(harm: () => Promise<unknown>, whole: () => Promise<unknown>): Promise<number> {
  await harm()
  const begun = performance.now()
  await isTrue('it is healed', whole, { timeoutMs: HEALED_SECONDS * 5_000, everyMs: 100 })
  return (performance.now() - begun) / 1_000
}

function readService({ objects }: Cluster, name: string): Promise<V1Service> {
  return objects.read<V1Service>({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: NAMESPACE } })
}

function readConfigMap({ objects }: Cluster, name: string): Promise<V1ConfigMap> {
  return objects.read<V1ConfigMap>({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE } })
}

function inNamespace({ kubectl }: Cluster, ...args: string[]): Promise<string> {
  return kubectl(['--namespace', NAMESPACE, ...args])
}
