import { serviceNames, serviceOf, services } from '@tiketi/contracts/routes'
import { objectsOf, type Rule } from './rule.ts'

/** The balancer sends each path where the local gateway does, and nothing under /internal anywhere. */
export const publicPaths: Rule = (plan) => {
  const routed = pathsOf(plan)
  const astray = routed.flatMap(({ path, service }) => {
    const owner = serviceOf(path)
    if (owner === service) return []
    return `${path} leads to ${service} and belongs to ${owner ?? 'nobody'} by contracts/routes.ts: route it to its owner, or add it there.`
  })
  const nested = routed.flatMap((one) =>
    routed
      .filter((other) => other !== one && `${other.path}/`.startsWith(`${one.path}/`) && other.service !== one.service)
      .map(
        (other) =>
          `${other.path} of ${other.service} lies inside ${one.path} of ${one.service}: the balancer's order would decide, so give it a prefix of its own.`,
      ),
  )
  const missing = serviceNames.flatMap((service) =>
    services[service].paths
      .filter((path) => !routed.some((route) => route.path === path))
      .map((path) => `${path} of ${service} leads nowhere: add it to the entrance (constructs/entrance.ts).`),
  )
  return [...astray, ...nested, ...missing]
}

interface Route {
  path: string
  service: string
}

function pathsOf(plan: Parameters<Rule>[0]): Route[] {
  const ingresses = objectsOf(plan, 'Ingress').flatMap(({ metadata, spec }) =>
    spec.rules.flatMap((rule: { http: { paths: { path: string }[] } }) =>
      rule.http.paths.map(({ path }) => ({ path, service: metadata.name })),
    ),
  )
  const virtual = objectsOf(plan, 'VirtualService').flatMap(({ metadata, spec }) =>
    spec.http
      .flatMap((route: { match: { uri?: { exact?: string } }[] }) => route.match.flatMap(({ uri }) => uri?.exact ?? []))
      .map((path: string) => ({ path, service: metadata.name })),
  )
  return [...ingresses, ...virtual]
}
