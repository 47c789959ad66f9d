import { Duration, Size } from 'cdk8s'
import {
  Cpu,
  Deployment,
  ImagePullPolicy,
  k8s,
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyTrafficDefault,
  Pods,
} from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { completePods, podProps, securityContext } from '../constructs/pod.ts'
import { WATCHERS, wave } from '../constructs/wave.ts'
import type { Environment } from '../environments/environment.ts'
import type { ServiceDeclaration } from './declaration.ts'

const NAME = 'headroom'

/**
 * Pods that only keep room: they give way to a canary or to a rush at once, and the autoscaler brings a node for them
 * meanwhile. Together they are as large as the smallest size of the service that needs most.
 */
export function keepHeadroom(scope: Construct, environment: Environment, services: ServiceDeclaration[]): void {
  const weight = (one: ServiceDeclaration) => environment.replicas(one).min * one.cpuMillis.request
  const largest = services.reduce((most, one) => (weight(one) > weight(most) ? one : most))
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': NAME }
  const metadata = { name: NAME, labels, annotations: wave(WATCHERS) }

  new k8s.KubePriorityClass(scope, 'headroom-priority', {
    metadata: { name: `tiketi-${NAME}`, annotations: wave(-3) },
    value: -10,
    preemptionPolicy: 'Never',
    description: 'Gives way to everything else.',
  })
  const deployment = new Deployment(scope, NAME, {
    ...podProps,
    metadata,
    podMetadata: { labels },
    select: false,
    replicas: environment.replicas(largest).min,
    terminationGracePeriod: Duration.seconds(0),
    containers: [
      {
        name: NAME,
        // An image that is there anyway and is admitted.
        image: environment.image(largest.name),
        args: ['--eval', 'setInterval(() => {}, 2 ** 30)'],
        imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
        securityContext,
        resources: {
          cpu: { request: Cpu.millis(largest.cpuMillis.request), limit: Cpu.millis(largest.cpuMillis.request) },
          memory: {
            request: Size.mebibytes(largest.memoryMib.request),
            limit: Size.mebibytes(largest.memoryMib.request),
          },
        },
      },
    ],
  })
  deployment.select(LabelSelector.of({ labels }))
  completePods(deployment, { priorityClassName: `tiketi-${NAME}` })

  new NetworkPolicy(scope, 'headroom-ways', {
    metadata,
    selector: Pods.select(scope, 'headroom-pods', { labels }),
    ingress: { default: NetworkPolicyTrafficDefault.DENY },
    egress: { default: NetworkPolicyTrafficDefault.DENY },
  })
}
