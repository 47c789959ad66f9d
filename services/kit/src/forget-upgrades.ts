import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/**
 * Lets go of a request once it has become a WebSocket. Its connection would keep the answer that never comes, and with
 * it all that hangs on the request, some 4 KiB; and the end of the socket would count as the end of a request that took
 * as long as the socket was open.
 */
export function forgetUpgrades(app: FastifyInstance): void {
  const answers = new WeakMap<IncomingMessage, ServerResponse>()
  app.addHook('onRequest', (request, reply, done) => {
    if (request.ws) answers.set(request.raw, reply.raw)
    done()
  })
  app.websocketServer.on('connection', (_socket, request) => answers.get(request)?.detachSocket(request.socket))
}
