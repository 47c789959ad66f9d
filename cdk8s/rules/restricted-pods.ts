import { type PodTemplate, podsOf, type Rule } from './rule.ts'

// biome-ignore lint/suspicious/noExplicitAny: a container's specification, which the schemas check.
type Container = any

/** Kinds of volumes that the restricted profile admits (Kubernetes, Pod Security Standards). */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

/** Every pod passes the restricted Pod Security Standard, writes nowhere but to its volumes, and says what it needs. */
export const restrictedPods: Rule = (plan) => podsOf(plan).flatMap(faultsOf)

function faultsOf({ of, spec }: PodTemplate): string[] {
  const containers: Container[] = [...(spec.initContainers ?? []), ...spec.containers]
  return [...podFaults(spec), ...containers.flatMap((container) => containerFaults(container, spec))].map(
    (fault) => `${of} would not be admitted: ${fault} (constructs/pod.ts).`,
  )
}

function podFaults(spec: PodTemplate['spec']): string[] {
  const volumes: Record<string, unknown>[] = spec.volumes ?? []
  const odd = volumes.find((volume) => !Object.keys(volume).some((kind) => VOLUMES.includes(kind)))
  return [
    ...(spec.hostNetwork || spec.hostPID || spec.hostIPC
      ? ['it shares the host, take hostNetwork, hostPID and hostIPC away']
      : []),
    ...(spec.automountServiceAccountToken === false
      ? []
      : ['it holds a token of the API server, set automountServiceAccountToken to false']),
    ...(odd ? [`volume ${odd.name} is of a kind that reaches the node, use an emptyDir`] : []),
  ]
}

function containerFaults(container: Container, spec: PodTemplate['spec']): string[] {
  const own = container.securityContext ?? {}
  const either = (field: string) => own[field] ?? spec.securityContext?.[field]
  const { requests, limits } = container.resources ?? {}
  const checks: [boolean, string][] = [
    [either('runAsNonRoot') === true && either('runAsUser') !== 0, 'set runAsNonRoot and a user other than 0'],
    [['RuntimeDefault', 'Localhost'].includes(either('seccompProfile')?.type), 'set seccompProfile to RuntimeDefault'],
    [own.allowPrivilegeEscalation === false, 'set allowPrivilegeEscalation to false'],
    [own.capabilities?.drop?.includes('ALL') && !own.capabilities.add, 'drop ALL capabilities and add none'],
    [own.privileged !== true, 'take privileged away'],
    [own.readOnlyRootFilesystem === true, 'set readOnlyRootFilesystem and mount what must be written'],
    [Boolean(requests?.cpu && requests?.memory && limits?.memory), 'state its requests and its memory limit'],
  ]
  return checks.flatMap(([holds, fix]) => (holds ? [] : `container ${container.name}: ${fix}`))
}
