import type { V1ContainerState, V1Pod, V1PodCondition, V1PodStatus } from '@kubernetes/client-node'

/** What is true of a pod's one container. */
export interface ContainerFacts {
  state: V1ContainerState
  lastState: V1ContainerState
  restartCount: number
  started: boolean
  ready: boolean
}

/** The status that a kubelet would report; conditions that others set, as readiness gates, are not in it. */
export function statusOf(pod: V1Pod, podIp: string, phase: string, facts: ContainerFacts): V1PodStatus {
  const [container] = pod.spec!.containers
  const done = phase === 'Succeeded'
  const gates = (pod.spec!.readinessGates ?? []).map(({ conditionType }) => conditionType)
  const open = gates.filter((gate) => conditionOf(pod, gate)?.status !== 'True')
  const conditions = [
    condition(pod, 'PodReadyToStartContainers', phase === 'Running'),
    condition(pod, 'Initialized', true, done ? 'PodCompleted' : undefined),
    condition(pod, 'ContainersReady', facts.ready, reason(facts.ready, done, 'ContainersNotReady')),
    condition(
      pod,
      'Ready',
      facts.ready && open.length === 0,
      reason(facts.ready && open.length === 0, done, facts.ready ? 'ReadinessGatesNotReady' : 'ContainersNotReady'),
    ),
  ]
  return {
    phase,
    hostIP: '127.0.0.1',
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    ...(pod.status?.startTime ? {} : { startTime: new Date() }),
    conditions,
    containerStatuses: [
      {
        name: container!.name,
        image: container!.image!,
        imageID: container!.image!,
        ready: facts.ready,
        started: facts.started,
        restartCount: facts.restartCount,
        state: facts.state,
        lastState: facts.lastState,
      },
    ],
  }
}

interface WithConditions {
  status?: { conditions?: V1PodCondition[] }
}

export function conditionOf(object: WithConditions | undefined, type: string): V1PodCondition | undefined {
  return object?.status?.conditions?.find((condition) => condition.type === type)
}

function reason(ready: boolean, done: boolean, otherwise: string): string | undefined {
  if (ready) return undefined
  return done ? 'PodCompleted' : otherwise
}

function condition(pod: V1Pod, type: string, holds: boolean, why = ''): V1PodCondition {
  const status = holds ? 'True' : 'False'
  const before = conditionOf(pod, type)
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime! : new Date()
  return { type, status, lastTransitionTime, reason: why }
}
