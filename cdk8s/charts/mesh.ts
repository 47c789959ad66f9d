import { ApiObject } from 'cdk8s'
import { Namespaces, NetworkPolicy, NetworkPolicyPort, Pods } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { METRICS_PORT } from '../constructs/names.ts'
import { WAYS, wave } from '../constructs/wave.ts'

/** With a mesh for a router: its gateway in the balancer's place, and no talk in clear but for the metrics. */
export function addMesh(scope: Construct, host: string): void {
  new ApiObject(scope, 'gateway', {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'tiketi', annotations: wave(WAYS) },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [
        { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host], tls: { httpsRedirect: true } },
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: [host],
          tls: { mode: 'SIMPLE', credentialName: 'tiketi-tls' },
        },
      ],
    },
  })
  new ApiObject(scope, 'mutual-tls', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', annotations: wave(WAYS) },
    spec: { mtls: { mode: 'STRICT' } },
  })
  // Prometheus stands outside the mesh; this port says nothing about buyers.
  new ApiObject(scope, 'metrics-in-clear', {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'metrics', annotations: wave(WAYS) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/component': 'service' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { [METRICS_PORT]: { mode: 'PERMISSIVE' } },
    },
  })
  // Every pod's proxy gets its routes and certificates there.
  const policy = new NetworkPolicy(scope, 'mesh-ways', {
    metadata: { name: 'mesh', annotations: wave(WAYS) },
    selector: Pods.all(scope, 'every-proxy'),
  })
  const control = Namespaces.select(scope, 'control', { labels: { 'kubernetes.io/metadata.name': 'istio-system' } })
  policy.addEgressRule(control, [NetworkPolicyPort.tcp(15_012)])
}
