import { createHash } from 'node:crypto'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import scalar from '@scalar/fastify-api-reference'
import { serviceNames } from '@tiketi/contracts/routes'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { servePictures } from './picture-routes.ts'
import { nothingThere } from './problem.ts'

export interface PagesOptions {
  /** The storefront's built files. */
  storefront: string
  /** Pictures of events, which a CDN serves in the cloud. */
  posters: string
  /** The port of what stands in for S3. */
  picturesPort: number
  /** Where the bank's script comes from and opens payments. */
  bankOrigin: string
}

/** The storefront, whose every page path is its one document, and `/docs`: the API page of all services. */
export async function servePages(
  app: FastifyInstance,
  { storefront, posters, picturesPort, bankOrigin }: PagesOptions,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'content-security-policy': storefrontPolicy(bankOrigin),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
    })
  })
  await app.register(fastifyStatic, {
    root: storefront,
    cacheControl: false,
    setHeaders: (reply, path) => reply.header('cache-control', cachingOf(storefront, path)),
  })
  await app.register(fastifyStatic, {
    root: posters,
    prefix: '/posters/',
    decorateReply: false,
    cacheControl: false,
    // A picture runs no script, also when somebody opens it as a page.
    setHeaders: (reply) =>
      reply.header('content-security-policy', "default-src 'none'").header('cache-control', 'public, max-age=3600'),
  })
  await servePictures(app, picturesPort)
  await app.register(apiPage)
  app.setNotFoundHandler((request, reply) => (isPage(request) ? reply.sendFile('index.html') : refuse(reply)))
}

/** Where the real bank's script comes from. */
const TOSS_ORIGIN = 'https://js.tosspayments.com'

function storefrontPolicy(bankOrigin: string): string {
  // The real script asks and frames other hosts of its bank, whose names are not public.
  const asked = bankOrigin === TOSS_ORIGIN ? 'https://*.tosspayments.com' : bankOrigin
  return [
    "default-src 'self'",
    `script-src 'self' ${bankOrigin}`,
    // 'self' covers the page's own WebSockets (CSP 3).
    `connect-src 'self' ${asked}`,
    ...(bankOrigin === TOSS_ORIGIN ? [`frame-src ${asked}`] : []),
    "img-src 'self' data:",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

// The build names files in assets/ by their content; everything else may change under its name.
function cachingOf(storefront: string, path: string): string {
  return path.startsWith(join(storefront, 'assets/')) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

function isPage({ method, url, headers }: FastifyRequest): boolean {
  const wantsPage = /text\/html|\*\/\*/.test(headers.accept ?? '*/*')
  const lastSegment = url.split('?', 1)[0]!.split('/').at(-1)!
  return (method === 'GET' || method === 'HEAD') && wantsPage && !lastSegment.includes('.')
}

function refuse(reply: FastifyReply) {
  return reply.code(nothingThere.status).headers(nothingThere.headers).send(nothingThere.body)
}

async function apiPage(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply, payload) => {
    if (typeof payload === 'string' && payload.startsWith('<!doctype html>'))
      reply.header('content-security-policy', apiPagePolicy(payload))
    return payload
  })
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      pageTitle: 'Tiketi API',
      favicon: '/favicon.svg',
      sources: serviceNames.map((name) => ({ title: `${name}-service`, url: `/api/${name}/openapi.json` })),
      // The page stands on its own: no fonts, proxy, telemetry or assistant of another host.
      withDefaultFonts: false,
      telemetry: false,
      agent: { disabled: true },
      showDeveloperTools: 'never',
      // It leads to an application at the vendor's.
      hideClientButton: true,
    },
  })
}

/** Its one inline script is allowed by its hash; its styles are made by script. */
function apiPagePolicy(html: string): string {
  const inline = [...html.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) => script!)
  const hashes = inline.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`)
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
