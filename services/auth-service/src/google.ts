import { createHmac, randomBytes } from 'node:crypto'
import { Refusal } from '@tiketi/kit/refusal'
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
} from 'openid-client'
import type { Config } from './config.ts'

const ANSWER_WITHIN_SECONDS = 5

export interface GoogleProfile {
  /** Google's number of the person, which stays when the address changes. */
  subject: string
  email: string
  emailVerified: boolean
  name: string | undefined
}

/** Log-in by OpenID Connect: code flow with PKCE, state and nonce. */
export interface Google {
  /**
   * Begins an attempt.
   * @returns where to send the browser, and the attempt's secret, which only that browser may keep.
   * @throws Refusal 503 GOOGLE_AWAY.
   */
  begin(locale: string): Promise<{ url: URL; attempt: string }>
  /**
   * Whom Google let in.
   *
   * @param callback the address that the browser was sent back to.
   * @throws Refusal 401 GOOGLE_REFUSED when Google, or what it answered to this attempt, says no; 401 GOOGLE_LEFT when
   * the person did; 503 GOOGLE_AWAY.
   */
  finish(callback: URL, attempt: string): Promise<GoogleProfile>
}

/** Google, where this installation is registered with it. */
export function googleOf(config: Config): Google | undefined {
  const { GOOGLE_ISSUER, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, PUBLIC_URL } = config
  if (!GOOGLE_CLIENT_ID || !GOOGLE_CLIENT_SECRET) return undefined
  const issuer = new URL(GOOGLE_ISSUER)
  const redirectUri = new URL('/api/auth/google/callback', PUBLIC_URL)

  async function discover(): Promise<Configuration> {
    return discovery(issuer, GOOGLE_CLIENT_ID!, GOOGLE_CLIENT_SECRET, undefined, {
      timeout: ANSWER_WITHIN_SECONDS,
      // The token's signature counts too, not only the connection that it came by.
      execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
    })
  }
  let known: Promise<Configuration> | undefined
  async function discovered(): Promise<Configuration> {
    known ??= discover()
    // The next one asks again.
    known.catch(() => (known = undefined))
    return known
  }

  return {
    async begin(locale) {
      const google = await reached(discovered)
      const attempt = randomBytes(32).toString('base64url')
      const url = buildAuthorizationUrl(google, {
        redirect_uri: redirectUri.href,
        scope: 'openid email profile',
        state: derived(attempt, 'state'),
        nonce: derived(attempt, 'nonce'),
        code_challenge: await calculatePKCECodeChallenge(derived(attempt, 'verifier')),
        code_challenge_method: 'S256',
        ui_locales: locale,
        // Several people may use one browser, as in an internet café.
        prompt: 'select_account',
      })
      return { url, attempt }
    },

    async finish(callback, attempt) {
      const google = await reached(discovered)
      const answer = new URL(redirectUri)
      answer.search = callback.search
      const tokens = await reached(() =>
        authorizationCodeGrant(google, answer, {
          expectedState: derived(attempt, 'state'),
          expectedNonce: derived(attempt, 'nonce'),
          pkceCodeVerifier: derived(attempt, 'verifier'),
          idTokenExpected: true,
        }),
      )
      const { sub, email, email_verified, name } = tokens.claims()!
      return {
        subject: sub,
        email: typeof email === 'string' ? email : '',
        emailVerified: email_verified === true,
        name: typeof name === 'string' ? name.trim().slice(0, 80) || undefined : undefined,
      }
    },
  }
}

/** State, nonce and verifier follow from one secret, so one is all that a browser must keep. */
function derived(attempt: string, purpose: 'state' | 'nonce' | 'verifier'): string {
  return createHmac('sha256', attempt).update(purpose).digest('base64url')
}

async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof AuthorizationResponseError && error.error === 'access_denied')
      throw new Refusal('GOOGLE_LEFT', 401, 'You came back without logging in with Google.')
    if (isAway(error)) throw new Refusal('GOOGLE_AWAY', 503, 'We cannot reach Google right now.')
    throw new Refusal('GOOGLE_REFUSED', 401, 'This log-in with Google did not work. Please begin again.')
  }
}

/** No answer, which `fetch` says by a TypeError or a time-out, or one that is Google's own failure; however wrapped. */
function isAway(error: unknown): boolean {
  for (let at = error; at; at = at instanceof Error ? at.cause : undefined) {
    if (at instanceof Response) return at.status >= 500
    if (at instanceof Error && (at.message === 'fetch failed' || /^(Timeout|Abort)Error$/.test(at.name))) return true
  }
  return false
}
