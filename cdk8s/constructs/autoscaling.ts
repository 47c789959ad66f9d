import { ApiObject, Duration } from 'cdk8s'
import { HorizontalPodAutoscaler, Metric, MetricTarget, Replicas as Step } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import type { ServiceDeclaration } from '../charts/declaration.ts'
import type { Environment, Replicas } from '../environments/environment.ts'
import { EXPECTED_BUYERS, MOST_BUYERS } from '../slo/forecast.ts'
import { PROMETHEUS } from './names.ts'
import type { Rollout } from './rollout.ts'
import { WATCHERS, wave } from './wave.ts'

/** What a growing service may do in how long: be twice as large. */
const DOUBLING_SECONDS = 15

/**
 * More pods as the processor fills, as a backlog grows, or as a sale comes near. Memory decides nothing: it does not fall
 * when load does.
 */
export function autoscale(
  scope: Construct,
  rollout: Rollout,
  declaration: ServiceDeclaration,
  environment: Environment,
): void {
  const replicas = environment.replicas(declaration)
  if (declaration.backlog || declaration.scaledAhead) byMetrics(scope, rollout, declaration, replicas)
  else byProcessor(scope, rollout, declaration, replicas)
}

function byProcessor(
  scope: Construct,
  rollout: Rollout,
  { name, cpuPercent }: ServiceDeclaration,
  { min, max }: Replicas,
) {
  new HorizontalPodAutoscaler(scope, 'autoscaler', {
    metadata: { name, annotations: wave(WATCHERS) },
    target: rollout,
    minReplicas: min,
    maxReplicas: max,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(cpuPercent))],
    scaleUp: { policies: [{ replicas: Step.percent(100), duration: Duration.seconds(DOUBLING_SECONDS) }] },
    scaleDown: {
      stabilizationWindow: Duration.minutes(5),
      policies: [{ replicas: Step.percent(25), duration: Duration.minutes(1) }],
    },
  })
}

/** KEDA's one object holds all triggers, of which the one that wants most decides: two autoscalers would fight. */
function byMetrics(scope: Construct, rollout: Rollout, declaration: ServiceDeclaration, { min, max }: Replicas) {
  const { name, cpuPercent, backlog, scaledAhead } = declaration
  rollout.markHasAutoscaler()
  new ApiObject(scope, 'autoscaler', {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, annotations: wave(WATCHERS) },
    spec: {
      scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name },
      minReplicaCount: min,
      maxReplicaCount: max,
      pollingInterval: 5,
      // A Prometheus that is away must not shrink a waiting room that is full.
      fallback: {
        failureThreshold: 3,
        replicas: Math.min(max, backlog?.replicasWhenUnknown ?? min),
        behavior: 'currentReplicasIfHigher',
      },
      advanced: {
        horizontalPodAutoscalerConfig: {
          name,
          behavior: {
            scaleUp: { policies: [{ type: 'Percent', value: 100, periodSeconds: DOUBLING_SECONDS }] },
            scaleDown: {
              stabilizationWindowSeconds: 300,
              policies: [{ type: 'Percent', value: 25, periodSeconds: 60 }],
            },
          },
        },
      },
      triggers: [
        { type: 'cpu', metricType: 'Utilization', metadata: { value: String(cpuPercent) } },
        ...(backlog ? [byPrometheus('backlog', backlog.query, backlog.perReplica)] : []),
        // As many buyers as all is built for ask for the largest size.
        ...(scaledAhead ? [byPrometheus('forecast', EXPECTED_BUYERS, Math.ceil(MOST_BUYERS / max))] : []),
      ],
    },
  })
}

function byPrometheus(name: string, query: string, perReplica: number) {
  return {
    type: 'prometheus',
    name,
    metricType: 'AverageValue',
    metadata: { serverAddress: PROMETHEUS, query, threshold: String(perReplica), ignoreNullValues: 'false' },
  }
}
