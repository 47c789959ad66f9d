import { ApiObject } from 'cdk8s'
import type { Construct } from 'constructs'
import { NAMESPACE } from '../constructs/names.ts'
import { wave } from '../constructs/wave.ts'

/**
 * The API server's own last look: whoever makes a pod here, it runs our images by digest. The mesh puts a proxy of its own
 * beside them.
 */
export function admitOwnImages(scope: Construct, registry: string): void {
  const own = `^${registry.replaceAll('.', '\\\\.')}/tiketi/[a-z]+@sha256:[0-9a-f]{64}$`
  const annotations = wave(-3)
  const metadata = { name: 'tiketi-images', annotations }
  new ApiObject(scope, 'images', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
        ],
      },
      variables: [
        {
          name: 'containers',
          expression: 'object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : [])',
        },
      ],
      validations: [
        {
          expression: `variables.containers.all(one, one.name.startsWith('istio-') || one.image.matches('${own}'))`,
          message: `Pods in ${NAMESPACE} run images of ${registry}/tiketi by digest. Set the digest in images/ and render again.`,
        },
      ],
    },
  })
  new ApiObject(scope, 'images-binding', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: {
      policyName: 'tiketi-images',
      validationActions: ['Deny'],
      matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } } },
    },
  })
}
