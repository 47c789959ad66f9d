import type { IncomingMessage, ServerResponse } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastifyWebsocket from '@fastify/websocket'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { guardAccess } from './access.ts'
import { ACCESS, tokenVerifier } from './access-token.ts'
import type { BaseConfig } from './config.ts'
import { forgetUpgrades } from './forget-upgrades.ts'
import { measureRequests } from './http-metrics.ts'
import type { Log } from './log.ts'
import { networkOf } from './network.ts'
import { describeApi } from './openapi.ts'
import { answerProbes } from './probes.ts'
import { answerError } from './problem.ts'
import type { RedisClient } from './redis.ts'
import { Refusal } from './refusal.ts'
import { serviceTokens } from './service-token.ts'
import { traceRequests } from './trace-requests.ts'
import { compileValidator } from './validation.ts'
import { announceEvents } from './wake.ts'

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

interface AppParts {
  service: ServiceName
  config: BaseConfig
  log: Log
  orm: MikroORM
  redis: RedisClient
  /** Bytes of a request body; 64 KiB unless a route says otherwise. */
  bodyLimit?: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** This request's own EntityManager. */
    em: EntityManager
  }
}

/**
 * A Fastify application as every service has it: schemas that refuse what they do not know, access by `config.access`,
 * problem+json, limits, security headers, metrics, `/health`, `/ready`, and its OpenAPI 3.1 description under
 * `/api/<service>/openapi.json`. Closing it closes the database and Redis after the last request.
 */
export async function createApp({ service, config, log, orm, redis, bodyLimit = 65_536 }: AppParts): Promise<App> {
  announceEvents(orm, redis)
  const app: App = Fastify<RawServerDefault>({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    trustProxy: config.TRUSTED_PROXIES,
    requestTimeout: 30_000,
    // Longer than the balancer's 60 s, so that it never sends on a connection that is closing (AWS: ALB, HTTP 502).
    keepAliveTimeout: 75_000,
    routerOptions: { maxParamLength: 300 },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.setValidatorCompiler(compileValidator)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request) => {
    throw new Refusal('NOT_FOUND', 404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`)
  })

  traceRequests(app)
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  await app.register(fastifyCookie)
  await app.register(fastifyWebsocket, { options: { maxPayload: 8_192 } })
  forgetUpgrades(app)
  measureRequests(app)
  guardAccess(
    app,
    tokenVerifier({ jwksUrl: config.ACCESS_JWKS_URL, ...ACCESS }),
    serviceTokens(service, config.SERVICE_TOKEN_KEYS),
  )
  // After the guard, so that a user is counted by account and only strangers by address.
  await app.register(fastifyRateLimit, {
    global: false,
    hook: 'preHandler',
    redis,
    skipOnError: true,
    nameSpace: `${service}:rate:`,
    keyGenerator: (request) => request.user?.id ?? networkOf(request.ip),
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal('TOO_MANY_REQUESTS', 429, 'That was too often. Please wait a moment.', {
        retryAfterSeconds: Math.ceil(ttl / 1_000),
      }),
  })
  await describeApi(app, service)
  answerProbes(app, orm, redis)

  app.decorateRequest('em', {
    getter() {
      const forked = orm.em.fork() as EntityManager
      Object.defineProperty(this, 'em', { value: forked })
      return forked
    },
  })
  app.addHook('onClose', async () => {
    await orm.close(true)
    redis.disconnect()
  })
  return app
}
