import fastifySwagger from '@fastify/swagger'
import type { ServiceName } from '@tiketi/contracts/routes'
import type { FastifyInstance } from 'fastify'

/** Describes the service's public routes as OpenAPI 3.1 at `/api/<service>/openapi.json`. */
export async function describeApi(app: FastifyInstance, service: ServiceName): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: `Tiketi ${service}-service`, version: '1' },
      servers: [{ url: '/' }],
      components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    // Internal routes and sockets are no part of the public description.
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const hidden = url.startsWith('/internal/') || Boolean((route as { websocket?: boolean }).websocket)
      const security = access === 'public' ? [] : [{ accessToken: [] }]
      return { schema: { ...schema, security, ...(hidden && { hide: true }) }, url }
    },
  })
  app.get(`/api/${service}/openapi.json`, { config: { access: 'public' }, schema: { hide: true } }, async () =>
    app.swagger(),
  )
}
