import { type ServiceName, serviceNames, services } from '@tiketi/contracts/routes'

/** Everything that listens locally, and on which port unless told otherwise. */
const defaults = {
  gateway: 8080,
  bank: 8081,
  inbox: 8082,
  google: 8083,
  pictures: 8084,
  smtp: 1025,
  postgres: 5433,
  redis: 6380,
  ...byService((name) => services[name].port),
  ...metricsByService((name) => services[name].port + 100),
}

export type PortName = keyof typeof defaults
export type Ports = Record<PortName, number>

export const portNames = Object.keys(defaults) as PortName[]

/** The environment variable that moves a port: `TIKETI_PORT_AUTH_METRICS` for `auth-metrics`. */
export function portVariable(name: PortName): string {
  return `TIKETI_PORT_${name.toUpperCase().replace('-', '_')}`
}

/** The ports of this machine. @throws Error when a variable is no port. */
export function localPorts(environment = process.env): Ports {
  const ports = { ...defaults }
  for (const name of portNames) {
    const moved = environment[portVariable(name)]
    if (!moved) continue
    ports[name] = Number(moved)
    if (!(Number.isInteger(ports[name]) && ports[name] > 0 && ports[name] < 65_536))
      throw new Error(`${portVariable(name)} is "${moved}", which is not a port.`)
  }
  return ports
}

function byService(port: (name: ServiceName) => number) {
  return Object.fromEntries(serviceNames.map((name) => [name, port(name)])) as Record<ServiceName, number>
}

function metricsByService(port: (name: ServiceName) => number) {
  const entries = serviceNames.map((name) => [`${name}-metrics`, port(name)])
  return Object.fromEntries(entries) as Record<`${ServiceName}-metrics`, number>
}
