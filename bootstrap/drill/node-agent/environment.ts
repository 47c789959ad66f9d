import type { V1ConfigMap, V1Container, V1Pod, V1Service, V1ServiceAccount } from '@kubernetes/client-node'
import { addressesOf } from '../../../cdk8s/charts/declaration.ts'
import { declarations } from '../../../cdk8s/charts/index.ts'
import { loopbackNetworks, loopbackOf } from './addresses.ts'

/** What the cluster has at this moment, by name, in the pod's namespace. */
export interface Around {
  configMap(name: string): V1ConfigMap | undefined
  service(name: string): V1Service | undefined
  account(name: string): V1ServiceAccount | undefined
  /** What a pod with a role is given to speak to AWS, as the webhook for roles does on EKS. */
  aws: Record<string, string>
}

/**
 * What a container's process is started with: the pod's own settings, of which those that name an address inside the
 * cluster name the loopback address that stands for it.
 *
 * @throws Error with a sentence when something it needs is not there yet.
 */
export function environmentOf(
  pod: V1Pod,
  container: V1Container,
  podIp: string,
  around: Around,
): Record<string, string> {
  const given = settingsOf(container, around)
  const declaration = declarations.find(({ name }) => name === pod.metadata!.labels?.['app.kubernetes.io/name'])
  const named = declaration ? Object.keys(addressesOf(declaration)) : []
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(given))
    environment[name] = named.includes(name) ? withLoopback(value, podIp, around) : value
  if (given.HOST === '0.0.0.0') environment.HOST = loopbackOf(podIp)
  if (given.TRUSTED_PROXIES) environment.TRUSTED_PROXIES = loopbackNetworks(given.TRUSTED_PROXIES)
  const account = around.account(pod.spec!.serviceAccountName ?? 'default')
  const hasRole = account?.metadata?.annotations?.['eks.amazonaws.com/role-arn'] !== undefined
  return { ...environment, ...(hasRole && around.aws) }
}

/** Addresses of Services in a script that is a container's argument, as a smoke test's is. */
export function argumentsOf(container: V1Container, around: Around): string[] {
  return (container.args ?? []).map((argument) =>
    argument.replaceAll(/http:\/\/([a-z-]+)(?=:\d)/g, (whole, name) => {
      const service = around.service(name)
      return service ? `http://${addressOf(service)}` : whole
    }),
  )
}

function settingsOf({ env = [], envFrom = [] }: V1Container, around: Around): Record<string, string> {
  const fromMaps = envFrom.map(({ configMapRef }) => {
    const map = around.configMap(configMapRef?.name ?? '')
    if (!map) throw new Error(`There is no ConfigMap ${configMapRef?.name}.`)
    return map.data ?? {}
  })
  return Object.assign({}, ...fromMaps, Object.fromEntries(env.map(({ name, value = '' }) => [name, value])))
}

function withLoopback(value: string, podIp: string, around: Around): string {
  const url = new URL(value)
  if (url.hostname === '127.0.0.1') url.hostname = loopbackOf(podIp)
  else {
    const service = around.service(url.hostname)
    if (!service) throw new Error(`There is no Service ${url.hostname}.`)
    url.hostname = addressOf(service)
  }
  return url.href.replace(/\/$/, '')
}

const addressOf = (service: V1Service) => loopbackOf(service.spec!.clusterIP!)
