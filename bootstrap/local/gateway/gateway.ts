import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServiceName } from '@tiketi/contracts/routes'
import fastify from 'fastify'
import { forward, refuse } from './forward.ts'
import { type PagesOptions, servePages } from './pages.ts'
import { badPath, nothingThere } from './problem.ts'
import { routeOf } from './route.ts'
import { joinSockets, refuseSocket } from './upgrade.ts'

export interface GatewayOptions extends PagesOptions {
  port: number
  servicePorts: Record<ServiceName, number>
  idleTimeoutMs?: number
}

export interface Gateway {
  close(): Promise<void>
}

/**
 * What the balancer, the CDN and the API page are in the cloud: one address for the browser. Paths go where
 * contracts/routes.ts says; `/internal` goes nowhere.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port, servicePorts, idleTimeoutMs = 60_000 } = options
  const target = (service: ServiceName) => ({ port: servicePorts[service], idleTimeoutMs })

  const app = fastify({
    forceCloseConnections: true,
    // Before Fastify, since the bodies of services pass through unread.
    serverFactory: (pages) =>
      createServer(
        { shouldUpgradeCallback: asksForWebSocket },
        (request: IncomingMessage, response: ServerResponse) => {
          const route = routeOf(request.url!)
          if (route === 'unreadable') refuse(response, badPath)
          else if (route === 'nowhere') refuse(response, nothingThere)
          else if (route === 'pages') pages(request, response)
          else forward(request, response, target(route))
        },
      ),
  })
  const joined = new Set<Duplex>()
  app.addHook('preClose', async () => {
    for (const socket of joined) socket.destroy()
  })
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    joined.add(socket)
    socket.on('close', () => joined.delete(socket))
    const route = routeOf(request.url!)
    if (route === 'unreadable') refuseSocket(socket, badPath)
    else if (route === 'nowhere' || route === 'pages') refuseSocket(socket, nothingThere)
    else joinSockets(request, socket, head, target(route))
  })
  await servePages(app, options)
  await app.listen({ host: '127.0.0.1', port })
  return { close: () => app.close() }
}

function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}
