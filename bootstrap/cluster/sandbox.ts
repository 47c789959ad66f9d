import { services } from '@tiketi/contracts/routes'
import { local } from '../../cdk8s/environments/local.ts'
import { nodePorts } from './kind.ts'

export const SANDBOX_IMAGE = 'tiketi/sandbox:local'

const namespace = 'tiketi'
const labels = { 'app.kubernetes.io/name': 'sandbox' }
const metadata = { name: 'sandbox', namespace, labels }
const ports = { bank: 8081, inbox: 8082, smtp: 1025 }
const settings = local.settings.from === 'kubernetes' ? local.settings.values('payment') : {}

/** The bank and the mail server that the services reach as `sandbox`; what they know ends with their pod. */
export const sandbox = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: 'Recreate' },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            container('bank', ['bank'], {
              BANK_HOST: '0.0.0.0',
              BANK_PORT: String(ports.bank),
              BANK_CLIENT_KEY: settings.BANK_CLIENT_KEY!,
              BANK_PUBLIC_URL: new URL(settings.BANK_SCRIPT_URL!).origin,
              BANK_SHOP_ORIGINS: settings.PUBLIC_URL!,
              BANK_WEBHOOK_URL: `http://payment:${services.payment.port}/api/payment/webhooks/toss`,
            }),
            container('inbox', ['inbox', 'smtp'], {
              INBOX_HOST: '0.0.0.0',
              INBOX_PORT: String(ports.inbox),
              INBOX_SMTP_PORT: String(ports.smtp),
            }),
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'NodePort',
      selector: labels,
      ports: [
        { name: 'bank', port: ports.bank, targetPort: 'bank', nodePort: nodePorts.bank },
        { name: 'inbox', port: ports.inbox, targetPort: 'inbox', nodePort: nodePorts.inbox },
        { name: 'smtp', port: ports.smtp, targetPort: 'smtp' },
      ],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress', 'Egress'],
      // A browser on this machine comes by a node's port, which no selector names.
      ingress: [{ ports: Object.values(ports).map((port) => ({ port })) }],
      egress: [
        { ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
        { to: [{ podSelector: payment() }], ports: [{ port: services.payment.port }] },
      ],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, name: 'sandbox-webhooks' },
    spec: {
      podSelector: payment(),
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: labels } }], ports: [{ port: services.payment.port }] }],
    },
  },
]

function payment() {
  return { matchLabels: { 'app.kubernetes.io/name': 'payment', 'app.kubernetes.io/component': 'service' } }
}

function container(program: 'bank' | 'inbox', listens: (keyof typeof ports)[], environment: Record<string, string>) {
  const secret = { name: 'payment-secrets', key: 'BANK_SECRET_KEY' }
  return {
    name: program,
    image: SANDBOX_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    args: [`bootstrap/local/${program}/main.ts`],
    env: [
      ...Object.entries(environment).map(([name, value]) => ({ name, value })),
      ...(program === 'bank' ? [{ name: secret.key, valueFrom: { secretKeyRef: secret } }] : []),
    ],
    ports: listens.map((name) => ({ name, containerPort: ports[name] })),
    readinessProbe: { httpGet: { path: '/health', port: program } },
    resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
  }
}
