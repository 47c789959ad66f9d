import { ApiObject, Lazy } from 'cdk8s'
import { type IScalable, k8s, type ScalingTarget, Workload, type WorkloadProps } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { drain } from './drain.ts'

/** How an Argo Rollout replaces one revision by the next, as its CRD has it. */
export type Strategy = { canary: Record<string, unknown> } | { blueGreen: Record<string, unknown> }

interface RolloutProps extends WorkloadProps {
  labels: Record<string, string>
  selector: Record<string, string>
  strategy: Strategy
  rollbackRevisions: number
  /** Whether pods must be spread over zones; otherwise only as far as there are nodes. */
  zones: boolean
}

type Json = Record<string, unknown>

/**
 * An Argo Rollout whose pods are written with cdk8s-plus. A Deployment cannot be patched into one: typed objects drop
 * what their version of Kubernetes does not know, so the pod's JSON is taken and completed here.
 */
export class Rollout extends Workload implements IScalable {
  protected readonly apiObject: ApiObject
  readonly resourceType = 'rollouts'
  hasAutoscaler = false
  readonly #props: RolloutProps

  constructor(scope: Construct, id: string, props: RolloutProps) {
    super(scope, id, { ...props, select: false })
    this.#props = props
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { labels: props.labels, ...props.metadata },
      spec: Lazy.any({ produce: () => this.#spec() }),
    })
  }

  markHasAutoscaler(): void {
    this.hasAutoscaler = true
  }

  toScalingTarget(): ScalingTarget {
    const { kind, apiVersion } = this.apiObject
    return { kind, apiVersion, name: this.name, containers: this.containers }
  }

  // `replicas` is left out: an autoscaler owns it, and Argo CD would set it back.
  #spec(): Json {
    const { labels, selector, strategy, rollbackRevisions } = this.#props
    return {
      revisionHistoryLimit: 3,
      rollbackWindow: { revisions: rollbackRevisions },
      progressDeadlineSeconds: 600,
      progressDeadlineAbort: true,
      minReadySeconds: 5,
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...labels, ...selector },
          // The autoscaler keeps a node for the files of its pods; these are nobody's.
          annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': 'tmp' },
        },
        spec: this.#podSpec(),
      },
      strategy,
    }
  }

  #podSpec(): Json {
    const spec = k8s.toJson_PodSpec(this._toPodSpec()) as Json
    const [container, ...others] = spec.containers as Json[]
    return {
      ...spec,
      securityContext: { ...(spec.securityContext as Json), seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          ...container,
          lifecycle: { preStop: { sleep: { seconds: drain.preStopSeconds } } },
          volumeMounts: [
            ...(container!.volumeMounts as Json[]),
            { name: 'pod', mountPath: '/etc/pod', readOnly: true },
          ],
        },
        ...others,
      ],
      // A file, since it follows a promotion while the pod runs; an environment variable would keep the old role.
      volumes: [
        ...(spec.volumes as Json[]),
        {
          name: 'pod',
          downwardAPI: { items: [{ path: 'role', fieldRef: { fieldPath: "metadata.labels['role']" } }] },
        },
      ],
      topologySpreadConstraints: this.#spread(),
      // Half a minute after a zone is lost its pods are replaced, instead of the usual five.
      tolerations: ['not-ready', 'unreachable'].map((state) => ({
        key: `node.kubernetes.io/${state}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 30,
      })),
    }
  }

  // Counted by revision, so that a canary is spread too; nodes of a lost zone are tainted and so do not count.
  #spread(): Json[] {
    const { selector, zones } = this.#props
    const over = (topologyKey: string, whenUnsatisfiable: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['rollouts-pod-template-hash'],
      nodeTaintsPolicy: 'Honor',
    })
    return [
      over('topology.kubernetes.io/zone', zones ? 'DoNotSchedule' : 'ScheduleAnyway'),
      over('kubernetes.io/hostname', 'ScheduleAnyway'),
    ]
  }
}
