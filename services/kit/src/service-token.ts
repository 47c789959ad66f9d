import type { ServiceName } from '@tiketi/contracts/routes'
import { jwtVerify, SignJWT } from 'jose'
import { Refusal } from './refusal.ts'

const LIFE_SECONDS = 60

export interface ServiceTokens {
  /** A token with which this service may call `target` for a minute. */
  sign(target: ServiceName): Promise<string>
  /**
   * Who calls.
   * @throws Refusal 401 TOKEN_INVALID.
   */
  verify(token: string): Promise<ServiceName>
}

/**
 * Tokens between services: HS256 with a key that only the services hold, bound to caller and callee.
 *
 * @param keys comma-separated; the first signs, all verify, so that a key is replaced without an outage.
 */
export function serviceTokens(service: ServiceName, keys: string): ServiceTokens {
  const secrets = keys.split(',').map((key) => new TextEncoder().encode(key.trim()))
  if (secrets.some((key) => key.length < 32))
    throw new Error('SERVICE_TOKEN_KEYS must each have 32 characters or more.')
  return {
    sign: (target) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(service)
        .setAudience(target)
        .setIssuedAt()
        .setExpirationTime(`${LIFE_SECONDS}s`)
        .sign(secrets[0]!),
    async verify(token) {
      for (const key of secrets) {
        const checked = await jwtVerify(token, key, {
          audience: service,
          algorithms: ['HS256'],
          clockTolerance: 5,
        }).catch(() => undefined)
        if (checked?.payload.iss) return checked.payload.iss as ServiceName
      }
      throw new Refusal('TOKEN_INVALID', 401, 'This address is for our own services.')
    },
  }
}
