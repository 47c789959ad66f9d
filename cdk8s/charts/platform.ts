import { Chart } from 'cdk8s'
import { Namespace, NetworkPolicy, NetworkPolicyTrafficDefault, Pods } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { NAMESPACE } from '../constructs/names.ts'
import { wave } from '../constructs/wave.ts'
import type { Environment } from '../environments/environment.ts'
import { admitOwnImages } from './admission.ts'
import type { ServiceDeclaration } from './declaration.ts'
import { keepHeadroom } from './headroom.ts'
import { addLocalStores } from './local-stores.ts'
import { addMesh } from './mesh.ts'
import { tellAlarms } from './telling.ts'
import { addWatching } from './watching.ts'

/** What all services stand in: the namespace and what it denies. */
export class PlatformChart extends Chart {
  constructor(scope: Construct, environment: Environment, services: ServiceDeclaration[]) {
    super(scope, 'platform', { namespace: NAMESPACE, disableResourceNameHashes: true })
    new Namespace(this, 'namespace', {
      metadata: {
        name: NAMESPACE,
        labels: {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/enforce-version': 'latest',
          // A pod counts as ready only when the balancer says that it answers.
          ...(environment.router === 'alb' && { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' }),
          ...(environment.router === 'istio' && { 'istio-injection': 'enabled' }),
        },
        annotations: wave(-3),
      },
    })
    new NetworkPolicy(this, 'nothing', {
      metadata: { name: 'nothing-by-default', annotations: wave(-3) },
      selector: Pods.all(this, 'everyone'),
      ingress: { default: NetworkPolicyTrafficDefault.DENY },
      egress: { default: NetworkPolicyTrafficDefault.DENY },
    })
    if (environment.settings.from === 'ssm') {
      admitOwnImages(this, environment.settings.facts.ecrRegistry)
      keepHeadroom(this, environment, services)
      tellAlarms(this, environment.settings.facts)
    } else addLocalStores(this)
    addWatching(this)
    if (environment.router === 'istio') addMesh(this, environment.host)
  }
}
