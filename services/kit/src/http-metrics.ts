import type { FastifyInstance } from 'fastify'
import { histogram } from './metrics.ts'
import { exemplarOf } from './trace.ts'

/**
 * Rate, errors and duration of each route, by its pattern, so that ids do not become labels. A request whose trace is
 * recorded is named beside its duration, so that a slow one can be looked at.
 */
export function measureRequests(app: FastifyInstance): void {
  const seconds = histogram('http_request_duration_seconds', 'Time from request to answer', [
    'method',
    'route',
    'status',
  ])
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, span } = request
    seconds.observe({
      labels: { method, route: routeOptions.url ?? 'unknown', status: String(reply.statusCode) },
      value: reply.elapsedTime / 1_000,
      exemplarLabels: exemplarOf(span),
    })
  })
}
