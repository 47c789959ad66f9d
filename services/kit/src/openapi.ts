import fastifySwagger from '@fastify/swagger'
import type { ServiceName } from '@tiketi/contracts/routes'
import { Problem } from '@tiketi/contracts/schema'
import type { FastifyInstance } from 'fastify'

/** What `answerError` makes of every refusal; a 500 is no promise, so it is not among them. */
const refusals = {
  '4xx': { description: 'Refused, and why', content: { 'application/problem+json': { schema: Problem } } },
  503: { description: 'Not now; try again', content: { 'application/problem+json': { schema: Problem } } },
}

/** What no route says of itself. */
const OF_EVERY_ROUTE = `Beside its own refusals, any route may answer 400 INVALID, whose \`fields\` say which are wrong,
400 BAD_REQUEST, 401 TOKEN_MISSING, TOKEN_EXPIRED or TOKEN_INVALID, 403 FORBIDDEN, 413 TOO_LARGE, 415 NOT_JSON,
429 TOO_MANY_REQUESTS, 503 STORE_AWAY or KEYS_AWAY. With \`Retry-After\` the same request may come again.`

/** Describes the service's public routes as OpenAPI 3.1 at `/api/<service>/openapi.json`. */
export async function describeApi(app: FastifyInstance, service: ServiceName): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `Tiketi ${service}-service`, version: '1', description: OF_EVERY_ROUTE },
      servers: [{ url: '/' }],
      components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    // Internal routes and sockets are no part of the public description.
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const hidden = url.startsWith('/internal/') || Boolean((route as { websocket?: boolean }).websocket)
      const security = access === 'public' ? [] : [{ accessToken: [] }]
      const response = { ...refusals, ...(schema?.response as object | undefined) }
      return { schema: { ...schema, response, security, ...(hidden && { hide: true }) }, url }
    },
  })
  app.get(`/api/${service}/openapi.json`, { config: { access: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
}
