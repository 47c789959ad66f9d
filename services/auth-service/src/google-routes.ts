import { LogInMethods } from '@tiketi/contracts/auth'
import { Locale, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { Refusal } from '@tiketi/kit/refusal'
import { storeAway } from '@tiketi/kit/store-away'
import Type from 'typebox'
import type { Config } from './config.ts'
import { deviceName } from './device.ts'
import { enterWithGoogle } from './enter-with-google.ts'
import type { Google } from './google.ts'
import type { SessionAnswer } from './session-answer.ts'

const COOKIE = 'tiketi-google'
const ATTEMPT_SECONDS = 600

const open = { access: 'public', rateLimit: { max: 60, timeWindow: 60_000 } } as const
const tags = ['Sessions']

interface Parts {
  config: Config
  google: Google | undefined
  answer: SessionAnswer
}

export function addGoogleRoutes(app: App, { config: { PUBLIC_URL }, google, answer }: Parts): void {
  const options = {
    path: '/api/auth/google',
    httpOnly: true,
    // Google sends the browser back from its own site.
    sameSite: 'lax',
    secure: PUBLIC_URL.startsWith('https:'),
  } as const
  const page = (problem?: string) => `${PUBLIC_URL}/login/google${problem ? `?problem=${problem}` : ''}`

  app.get(
    '/api/auth/methods',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'How one can log in here, beside by password', response: { 200: LogInMethods } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return { google: google !== undefined }
    },
  )
  if (!google) return

  app.get(
    '/api/auth/google',
    {
      config: open,
      schema: {
        tags,
        summary: 'Log in with Google: leads the browser there',
        querystring: strict({ locale: Type.Optional(Locale) }),
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const { locale = 'ko' } = request.query
      reply.header('cache-control', 'no-store')
      try {
        const { url, attempt } = await google.begin(locale)
        reply.setCookie(COOKIE, `${locale}.${attempt}`, { ...options, maxAge: ATTEMPT_SECONDS })
        return reply.redirect(url.href, 303)
      } catch (error) {
        return reply.redirect(page(codeOf(error)), 303)
      }
    },
  )

  app.get(
    '/api/auth/google/callback',
    {
      config: open,
      schema: {
        tags,
        summary: 'Where Google leads the browser back to; it goes on to the storefront, logged in or with a problem',
        querystring: Type.Object({}, { additionalProperties: Type.String({ maxLength: 2_000 }) }),
        response: { 303: Type.Null() },
      },
    },
    async (request, reply) => {
      const [locale, attempt] = (request.cookies[COOKIE] ?? '').split('.')
      // An attempt is good once, however it ends.
      reply.clearCookie(COOKIE, options).header('cache-control', 'no-store')
      try {
        if (!attempt) throw new Refusal('GOOGLE_REFUSED', 401, 'This log-in was begun in another browser.')
        const profile = await google.finish(new URL(request.url, PUBLIC_URL), attempt)
        const device = deviceName(request.headers['user-agent'])
        const session = await enterWithGoogle(request.em, { profile, locale: locale === 'en' ? 'en' : 'ko', device })
        answer.keep(reply, session)
        return reply.redirect(page(), 303)
      } catch (error) {
        return reply.redirect(page(codeOf(error)), 303)
      }
    },
  )
}

/** A browser that was led here sees a page, so a refusal goes on to it; what nobody foresaw is answered and logged. */
function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code
  if (storeAway(error)) return 'STORE_AWAY'
  throw error
}
