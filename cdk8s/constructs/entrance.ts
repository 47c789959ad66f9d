import { type ServiceName, serviceNames, services } from '@tiketi/contracts/routes'
import { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import type { Environment } from '../environments/environment.ts'
import type { Facts } from '../environments/facts.ts'
import { drain } from './drain.ts'
import { labelsOf, servicesOf } from './names.ts'
import { WAYS, wave } from './wave.ts'

/** How visitors' requests come to a service: its paths, and nothing under `/internal`. */
export function addEntrance(scope: Construct, name: ServiceName, environment: Environment): void {
  if (environment.router === 'istio') addVirtualService(scope, name, environment.host)
  else addIngress(scope, name, environment)
}

function addIngress(scope: Construct, name: ServiceName, { router, settings, host }: Environment) {
  const { stable, root } = servicesOf(name)
  const alb = router === 'alb' && settings.from === 'ssm'
  const backend = alb
    ? { name: root, port: { name: 'use-annotation' } }
    : { name: stable, port: { number: services[name].port } }
  new k8s.KubeIngress(scope, 'ingress', {
    metadata: {
      name,
      labels: labelsOf(name),
      annotations: { ...wave(WAYS), ...(alb && balancer(name, settings.facts)) },
    },
    spec: {
      ...(alb && { ingressClassName: 'alb' }),
      rules: [
        {
          host,
          http: {
            paths: services[name].paths.map((path) => ({ path, pathType: 'Prefix', backend: { service: backend } })),
          },
        },
      ],
    },
  })
}

/**
 * One balancer for all services. The weights' annotation `actions.*` is left out: the rollout writes it, and Argo CD must
 * not set it back. No stickiness: a buyer may meet either revision at any request.
 */
function balancer(name: ServiceName, facts: Facts): Record<string, string> {
  const settings = {
    'group.name': 'tiketi',
    'group.order': String(serviceNames.indexOf(name) + 1),
    scheme: 'internet-facing',
    'target-type': 'ip',
    'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]',
    'ssl-redirect': '443',
    'ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    'certificate-arn': facts.certificateArn,
    'wafv2-acl-arn': facts.wafAclArn,
    'security-groups': facts.balancerSecurityGroup,
    'load-balancer-attributes': [
      `idle_timeout.timeout_seconds=${drain.balancerIdleSeconds}`,
      'routing.http.drop_invalid_header_fields.enabled=true',
      ...(facts.logsBucket ? log(facts.logsBucket) : []),
    ].join(),
    'target-group-attributes': `deregistration_delay.timeout_seconds=${drain.deregistrationSeconds}`,
    'healthcheck-path': '/health',
    'healthcheck-interval-seconds': '30',
    'healthcheck-timeout-seconds': '5',
    'healthy-threshold-count': '2',
    'unhealthy-threshold-count': '3',
    'success-codes': '200',
  }
  return {
    ...prefixed('alb.ingress.kubernetes.io/', settings),
    // The host itself is the CDN's, which finds the balancer by this name: external-dns must make no other.
    ...prefixed('external-dns.alpha.kubernetes.io/', {
      hostname: `origin.${facts.domain}`,
      'ingress-hostname-source': 'annotation-only',
    }),
  }
}

/** Below the prefix where the bucket lets the balancer write. */
const log = (bucket: string) => [
  'access_logs.s3.enabled=true',
  `access_logs.s3.bucket=${bucket}`,
  'access_logs.s3.prefix=alb',
]

const prefixed = (prefix: string, settings: Record<string, string>) =>
  Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${prefix}${key}`, value]))

/** The mesh's weights, which the rollout moves between the two Services; Argo CD leaves them alone. */
function addVirtualService(scope: Construct, name: ServiceName, host: string) {
  const { stable, canary } = servicesOf(name)
  const { port, paths } = services[name]
  const to = (service: string, weight: number) => ({ destination: { host: service, port: { number: port } }, weight })
  new ApiObject(scope, 'virtual-service', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, labels: labelsOf(name), annotations: wave(WAYS) },
    spec: {
      hosts: [host, stable],
      gateways: ['tiketi', 'mesh'],
      http: [
        {
          name: 'revisions',
          match: [
            ...paths.flatMap((path) => [
              { gateways: ['tiketi'], uri: { exact: path } },
              { gateways: ['tiketi'], uri: { prefix: `${path}/` } },
            ]),
            { gateways: ['mesh'] },
          ],
          route: [to(stable, 100), to(canary, 0)],
        },
      ],
    },
  })
}
