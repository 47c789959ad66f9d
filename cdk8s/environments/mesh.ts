import type { Environment } from './environment.ts'

/** The environment with Istio for a router: its gateway's namespace lets visitors in where the balancer's networks did. */
export function meshed(environment: Environment): Environment {
  return { ...environment, router: 'istio', entrance: { namespace: 'istio-ingress' } }
}
