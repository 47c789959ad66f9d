import type { Session } from '@tiketi/contracts/auth'
import type { TokenSigner } from '@tiketi/kit/access-token'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from './config.ts'
import { databaseTime } from './database-time.ts'
import type { OpenedSession } from './open-session.ts'
import { userOf } from './read-user.ts'

/** Roles and sessions are looked up when a token is made, so this is how long a change of them may take to be felt. */
const ACCESS_SECONDS = 600
const COOKIE = 'tiketi-refresh'

export interface SessionAnswer {
  /** The access token for the page's memory, the refresh token for the cookie that no script reads. */
  give(request: FastifyRequest, reply: FastifyReply, session: OpenedSession): Promise<Session>
  /** The cookie alone, for an answer that leads to another page. */
  keep(reply: FastifyReply, session: OpenedSession): void
  /** The refresh token of a request. */
  tokenOf(request: FastifyRequest): string | undefined
  forget(reply: FastifyReply): void
}

export function sessionAnswer({ PUBLIC_URL }: Config, signer: TokenSigner): SessionAnswer {
  const options = {
    path: '/api/auth/sessions',
    httpOnly: true,
    sameSite: 'lax',
    secure: PUBLIC_URL.startsWith('https:'),
  } as const

  function keep(reply: FastifyReply, { refreshToken, secondsLeft }: OpenedSession): void {
    reply.setCookie(COOKIE, refreshToken, { ...options, maxAge: secondsLeft })
    reply.header('cache-control', 'no-store')
  }

  return {
    keep,
    async give({ em }, reply, session) {
      const { accountId, sessionId } = session
      const user = await userOf(em, accountId)
      const serverTime = await databaseTime(em)
      const expiresAt = new Date(Date.now() + ACCESS_SECONDS * 1_000)
      const accessToken = await signer.sign({ sub: user.id, roles: user.roles, sid: sessionId }, ACCESS_SECONDS)
      keep(reply, session)
      return { accessToken, expiresAt: expiresAt.toISOString(), serverTime: serverTime.toISOString(), user }
    },
    tokenOf: ({ cookies }) => cookies[COOKIE],
    forget: (reply) => void reply.clearCookie(COOKIE, options),
  }
}
