import { NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import { PREFIX } from '../balancer/rules.ts'
import { READINESS_GATE } from '../balancer/targets.ts'
import type { Stage } from '../stage.ts'

const name = 'drill-readiness-gates'

/**
 * Gives pods the gate that the balancer's controller gives them on EKS, in namespaces with the same label: pods whose
 * service has target groups, so not those of a first deployment, whose weights nobody has written yet.
 */
const objects = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      paramKind: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
      },
      matchConditions: [
        {
          name: 'behind-this-ingress',
          expression: `has(object.metadata.labels)
            && object.metadata.labels[?'app.kubernetes.io/component'].orValue('') == 'service'
            && object.metadata.labels[?'app.kubernetes.io/name'].orValue('') == params.metadata.name`,
        },
        {
          name: 'with-target-groups',
          expression: `'${PREFIX}/actions.' + params.metadata.name + '-root' in params.metadata.annotations`,
        },
      ],
      mutations: [
        {
          patchType: 'JSONPatch',
          jsonPatch: {
            expression: `[JSONPatch{op: 'add', path: '/spec/readinessGates', value: [
              Object.spec.readinessGates{conditionType: '${READINESS_GATE}' + object.metadata.labels['app.kubernetes.io/name']}
            ]}]`,
          },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      paramRef: { namespace: NAMESPACE, selector: {}, parameterNotFoundAction: 'Allow' },
      matchResources: {
        namespaceSelector: { matchLabels: { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' } },
      },
    },
  },
]

export async function injectReadinessGates({ kubectl }: Stage): Promise<void> {
  await kubectl(['apply', '--filename=-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  })
}
