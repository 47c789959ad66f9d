import { local } from '../../cdk8s/environments/local.ts'
import { SANDBOX_IMAGE } from './sandbox.ts'

const namespace = 'ingress'
const name = 'storefront'
const labels = { 'app.kubernetes.io/name': name }
const metadata = { name, namespace, labels }
const settings = local.settings.from === 'kubernetes' ? local.settings.values('payment') : {}
const port = 8080

/** The storefront's pages and the page of the API, beside the services' paths: whatever these do not take comes here. */
export const storefront = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name,
              image: SANDBOX_IMAGE,
              imagePullPolicy: 'IfNotPresent',
              args: ['bootstrap/cluster/pages.ts'],
              env: [
                { name: 'PAGES', value: '/app/pages' },
                { name: 'PAGES_HOST', value: '0.0.0.0' },
                { name: 'PAGES_PORT', value: String(port) },
                { name: 'BANK_ORIGIN', value: new URL(settings.BANK_SCRIPT_URL!).origin },
              ],
              ports: [{ name: 'http', containerPort: port }],
              readinessProbe: { httpGet: { path: '/health', port: 'http' } },
              resources: { requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '256Mi' } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                readOnlyRootFilesystem: true,
              },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: {
      rules: [
        {
          host: local.host,
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name, port: { name: 'http' } } } }] },
        },
      ],
    },
  },
]
