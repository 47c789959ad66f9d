import type { FastifyInstance } from 'fastify'
import { histogram } from './metrics.ts'

/** Rate, errors and duration of each route, by its pattern, so that ids do not become labels. */
export function measureRequests(app: FastifyInstance): void {
  const seconds = histogram('http_request_duration_seconds', 'Time from request to answer', [
    'method',
    'route',
    'status',
  ])
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    )
  })
}
