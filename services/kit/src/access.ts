import type { Role } from '@tiketi/contracts/auth'
import type { ServiceName } from '@tiketi/contracts/routes'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { TokenVerifier } from './access-token.ts'
import { Refusal } from './refusal.ts'
import type { ServiceTokens } from './service-token.ts'

/**
 * Who may call a route: everybody (`public`, no token is read), any user who is logged in (`anyone`), users with one of
 * these roles, or these services.
 */
export type Access = 'public' | 'anyone' | Role | Role[] | { services: ServiceName[] }

/** The user who asks, by the access token. */
export interface Caller {
  id: string
  roles: Role[]
  sessionId: string
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Set on every route that is not `public`. */
    user: Caller
  }
}

/** Checks each request against its route's `access`. A route without one, or an internal path open to users, does not start. */
export function guardAccess(app: FastifyInstance, verifier: TokenVerifier, services: ServiceTokens): void {
  app.decorateRequest('user', null as unknown as Caller)
  app.addHook('onRoute', refuseUnguarded)
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access
    if (access === undefined || access === 'public') return
    const token = bearer(request)
    if (typeof access === 'object' && 'services' in access) {
      const caller = await services.verify(token)
      if (!access.services.includes(caller))
        throw new Refusal('FORBIDDEN', 403, `${caller}-service may not ask for this.`)
      return
    }
    const { sub, roles, sid } = await verifier.verify(token)
    request.user = { id: sub, roles: roles as Role[], sessionId: sid as string }
    const wanted = access === 'anyone' ? undefined : [access].flat()
    if (wanted && !wanted.some((role) => request.user.roles.includes(role)))
      throw new Refusal('FORBIDDEN', 403, 'Your account may not do this.', { wanted })
  })
}

function refuseUnguarded({ url, config }: RouteOptions): void {
  const access = config?.access
  if (access === undefined) throw new Error(`The route ${url} does not say who may call it: set config.access.`)
  const internal = url.startsWith('/internal/')
  if (internal !== (typeof access === 'object' && 'services' in access))
    throw new Error(`The route ${url}: paths under /internal/, and only they, are for services.`)
}

function bearer(request: FastifyRequest): string {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!token) throw new Refusal('TOKEN_MISSING', 401, 'Please sign in first.')
  return token
}
