import { generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  createRemoteJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import { Refusal } from './refusal.ts'

/** Who signs access tokens, and for whom. */
export const ACCESS = { issuer: 'tiketi-auth', audience: 'tiketi' } as const

/** One signing key: it signs from `notBefore` (ISO 8601) until a later key's `notBefore`. */
export interface SigningKey {
  kid: string
  notBefore: string
  privateKey: JWK
}

export interface TokenSigner {
  /** A JWT of these claims that lives `seconds`, with `iat` and, unless given, `jti` of its own. */
  sign(claims: JWTPayload & { sub: string }, seconds: number): Promise<string>
  /** The public keys that verifiers may need now or within a day. */
  jwks(): JSONWebKeySet
}

/** The next key is published this long before it signs, so that every cache knows it by then. */
const ANNOUNCED_MS = 24 * 3_600_000
/** A key that was replaced stays published while tokens signed by it may live. */
const RETIRED_MS = 3_600_000

/**
 * Signs with the newest key that is due. Rotation is adding a key to the list, due a day or more ahead: verifiers learn it
 * before it signs, and no token becomes invalid.
 *
 * @param json a JSON list of SigningKey, as the secret holds it.
 * @throws Error when the list has no key that is due.
 */
export function signingKeys(json: string, { issuer, audience }: { issuer: string; audience: string }): TokenSigner {
  const keys = (JSON.parse(json) as SigningKey[]).toSorted((a, b) => Date.parse(a.notBefore) - Date.parse(b.notBefore))
  const imported = new Map<string, ReturnType<typeof importJWK>>()
  const due = () => keys.findLast(({ notBefore }) => Date.parse(notBefore) <= Date.now())
  if (!due()) throw new Error('No signing key is due: add one whose notBefore lies in the past.')

  return {
    async sign(claims, seconds) {
      const key = due()!
      if (!imported.has(key.kid)) imported.set(key.kid, importJWK(key.privateKey, 'EdDSA'))
      return new SignJWT({ jti: randomUUID(), ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .sign(await imported.get(key.kid)!)
    },
    jwks() {
      const now = Date.now()
      const published = keys.filter(({ notBefore }, at) => {
        const replaced = keys[at + 1]?.notBefore
        return Date.parse(notBefore) <= now + ANNOUNCED_MS && (!replaced || now < Date.parse(replaced) + RETIRED_MS)
      })
      return {
        keys: published.map(({ kid, privateKey: { d: _, ...publicKey } }) => ({
          ...publicKey,
          kid,
          alg: 'EdDSA',
          use: 'sig',
        })),
      }
    },
  }
}

/** A new Ed25519 key for the list of `signingKeys`, due at the given instant. */
export function newSigningKey(notBefore: Date): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    kid: randomUUID(),
    notBefore: notBefore.toISOString(),
    privateKey: privateKey.export({ format: 'jwk' }) as JWK,
  }
}

export interface TokenVerifier {
  /**
   * The claims of a valid token.
   * @throws Refusal 401 TOKEN_INVALID or TOKEN_EXPIRED; 503 when no key could ever be fetched.
   */
  verify(token: string): Promise<JWTPayload & { sub: string }>
}

/**
 * Verifies tokens against a JWKS without a call per token. Keys are fetched when an unknown one appears and every 10
 * minutes; when that fails the known ones go on serving. Clocks may differ by 5 s.
 */
export function tokenVerifier(options: { jwksUrl: string; issuer: string; audience: string }): TokenVerifier {
  const { issuer, audience } = options
  const fresh = createRemoteJWKSet(new URL(options.jwksUrl), {
    cooldownDuration: 1_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 2_000,
  })
  // jose drops its keys when a refresh fails; they are still right, so they go on serving.
  const known: { keys: JSONWebKeySet | undefined } = { keys: undefined }
  const keyFor: typeof fresh = Object.assign(
    async (...args: Parameters<typeof fresh>) => {
      try {
        const key = await fresh(...args)
        // They are copied each time that they are asked for.
        if (!known.keys?.keys.some(({ kid }) => kid === args[0]?.kid)) known.keys = fresh.jwks()
        return key
      } catch (error) {
        const stale = known.keys?.keys.find(({ kid }) => kid === args[0]?.kid)
        if (stale && !(error instanceof errors.JWKSNoMatchingKey))
          return (await importJWK(stale, 'EdDSA')) as Awaited<ReturnType<typeof fresh>>
        throw error
      }
    },
    { coolingDown: false, fresh: false, reloading: false, reload: () => fresh.reload(), jwks: () => fresh.jwks() },
  )

  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keyFor, {
          issuer,
          audience,
          algorithms: ['EdDSA'],
          clockTolerance: 5,
          requiredClaims: ['sub', 'exp', 'iat'],
        })
        return payload as JWTPayload & { sub: string }
      } catch (error) {
        if (error instanceof errors.JWTExpired)
          throw new Refusal('TOKEN_EXPIRED', 401, 'This has expired. Please sign in again.')
        if (
          error instanceof errors.JOSEError &&
          !(error instanceof errors.JWKSTimeout) &&
          error.code !== 'ERR_JOSE_GENERIC'
        )
          throw new Refusal('TOKEN_INVALID', 401, 'This token is not valid here.')
        throw new Refusal('KEYS_AWAY', 503, 'We cannot check who you are right now. Please try again in a moment.', {
          retryAfterSeconds: 2,
        })
      }
    },
  }
}
