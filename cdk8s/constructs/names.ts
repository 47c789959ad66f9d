import type { ServiceName } from '@tiketi/contracts/routes'

export const NAMESPACE = 'tiketi'
export const METRICS_PORT = 9464
/** The add-ons that the manifests speak to, by the names under which they are installed. */
export const MONITORING = 'monitoring'
export const PROMETHEUS = `http://prometheus-operated.${MONITORING}.svc:9090`
export const COLLECTOR = { namespace: MONITORING, app: 'otel-collector', port: 4318 }

/** The process of the distroless image: neither root nor in any file's group. */
export const USER = 65_532

export const labelsOf = (service: ServiceName) => ({
  'app.kubernetes.io/name': service,
  'app.kubernetes.io/component': 'service',
  'app.kubernetes.io/part-of': 'tiketi',
})

export const selectorOf = (service: ServiceName) => ({
  'app.kubernetes.io/name': service,
  'app.kubernetes.io/component': 'service',
})

/** The Services of a Rollout. Others in the cluster call `stable`; ping and pong take turns at the balancer. */
export const servicesOf = (service: ServiceName) => ({
  stable: service,
  canary: `${service}-canary`,
  ping: `${service}-ping`,
  pong: `${service}-pong`,
  /** Not a Service: the name of the balancer's action, whose weights the rollout sets. */
  root: `${service}-root`,
})
