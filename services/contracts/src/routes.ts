/**
 * Where each service answers. The local gateway, the cluster's Ingress and every caller read this one table.
 * Paths are prefixes on whole segments: `/api/auth` covers `/api/auth/sessions`, not `/api/authors`.
 */
export const services = {
  auth: { port: 3001, paths: ['/api/auth'] },
  event: { port: 3002, paths: ['/api/event'] },
  queue: { port: 3003, paths: ['/api/queue', '/ws/queue'] },
  reservation: { port: 3004, paths: ['/api/reservation', '/ws/reservation'] },
  payment: { port: 3005, paths: ['/api/payment'] },
  notification: { port: 3006, paths: ['/api/notification'] },
} as const satisfies Record<string, { port: number; paths: readonly string[] }>

export type ServiceName = keyof typeof services

/** The names in the order of their ports. */
export const serviceNames = Object.keys(services) as ServiceName[]

/** The service that a public path belongs to, or nothing: `/internal` never leaves the cluster. */
export function serviceOf(path: string): ServiceName | undefined {
  return serviceNames.find((name) =>
    services[name].paths.some(
      (prefix) => path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`),
    ),
  )
}
