import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Provider, { type Configuration, interactionPolicy } from 'oidc-provider'
import { leftPage, signInPage } from './sign-in-page.ts'

export interface GoogleOptions {
  /** 0 or nothing: any free one. */
  port?: number
  host?: string
  clientId: string
  clientSecret: string
  /** Where it may send people back to. */
  redirectUris: string[]
}

export interface Google {
  /** Its issuer: `http://localhost:<port>`. */
  url: string
  close(): Promise<void>
}

/** Who somebody says to be on the sign-in page. */
interface Person {
  email: string
  name: string
  verified: boolean
}

/**
 * A real OpenID provider that stands in for Google: it asks for no password, and whoever signs in says which address and
 * name Google would know. Nothing is kept when it ends.
 */
export async function createGoogle({ port = 0, host = '127.0.0.1', ...client }: GoogleOptions): Promise<Google> {
  const people = new Map<string, Person>()
  let answer = (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  server.listen(port, host)
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`

  const provider = new Provider(url, configuration(client, people))
  const protocol = provider.callback()
  answer = (request, response) => {
    if (request.url === '/health') response.end('ok')
    else if (request.url?.startsWith('/sign-in/'))
      signIn(provider, people, request, response).catch(() => response.writeHead(400, HTML).end(leftPage()))
    else protocol(request, response)
  }
  return {
    url,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const HTML = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }

async function signIn(
  provider: Provider,
  people: Map<string, Person>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    response.writeHead(200, HTML).end(signInPage(params.ui_locales === 'en' ? 'en' : 'ko'))
    return
  }
  const form = new URLSearchParams(await text(request))
  if (form.has('leave'))
    return provider.interactionFinished(
      request,
      response,
      { error: 'access_denied' },
      { mergeWithLastSubmission: false },
    )
  const email = form.get('email') ?? ''
  // Google's own: an account keeps its number, whatever becomes of its address.
  const accountId = String(BigInt(`0x${createHash('sha256').update(email).digest('hex').slice(0, 16)}`))
  people.set(accountId, { email, name: form.get('name') || email, verified: !form.has('unverified') })
  await provider.interactionFinished(
    request,
    response,
    { select_account: {}, login: { accountId } },
    { mergeWithLastSubmission: false },
  )
}

function configuration(
  { clientId, clientSecret, redirectUris }: Pick<GoogleOptions, 'clientId' | 'clientSecret' | 'redirectUris'>,
  people: Map<string, Person>,
): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const policy = interactionPolicy.base()
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'] },
    // Google tells them in the ID token.
    conformIdTokenClaims: false,
    scopes: ['openid', 'email', 'profile'],
    features: { devInteractions: { enabled: false }, userinfo: { enabled: false } },
    interactions: { policy, url: (_context, { uid }) => `/sign-in/${uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 3_600, Interaction: 600, Session: 600, Grant: 600 },
    async findAccount(_context, sub) {
      const person = people.get(sub)
      if (!person) return undefined
      const { email, name, verified } = person
      return { accountId: sub, claims: async () => ({ sub, email, email_verified: verified, name }) }
    },
    // Whoever signs in agrees that the shop learns name and address.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
}
