import { computed, signal } from '@preact/signals'
import type { LogInRequest, ResetCompletion, Session, User } from '@tiketi/contracts/auth'
import { reconnectDelayMs } from '../api/jitter.ts'
import { isAway, ProblemError, toProblem } from '../api/problem.ts'
import { send } from '../api/send.ts'
import { observeAnswer, serverNow } from '../clock/server-clock.ts'

/** Every request to auth-service carries it: a form on another site cannot set a header. */
const CSRF = { 'tiketi-csrf': '1' }
const KNOWN_KEY = 'tiketi.logged-in'
const RENEW_BEFORE_MS = 30_000

type Message = { type: 'renewed'; session: Session } | { type: 'ended' }

const current = signal<Session | null>(null)
const restoring = signal(false)
const away = signal(false)

/** Who is logged in, or nobody. */
export const user = computed<User | null>(() => current.value?.user ?? null)
/** While it is not known yet whether somebody is. */
export const userUnknown = computed(() => restoring.value)
/** It is not known since no server answers; that is asked again and again. */
export const sessionAway = computed(() => restoring.value && away.value)

const tabs = new BroadcastChannel('tiketi-session')
tabs.onmessage = ({ data }: MessageEvent<Message>) => {
  current.value = data.type === 'renewed' ? data.session : null
}

function adopt(session: Session): Session {
  current.value = session
  localStorage.setItem(KNOWN_KEY, '1')
  tabs.postMessage({ type: 'renewed', session } satisfies Message)
  return session
}

function end() {
  current.value = null
  localStorage.removeItem(KNOWN_KEY)
  tabs.postMessage({ type: 'ended' } satisfies Message)
}

async function askSession(path: string, body?: unknown): Promise<Session> {
  const sentAt = Date.now()
  const session = await send<Session>(path, { method: 'POST', body, headers: CSRF })
  const serverTime = Date.parse(session.serverTime)
  observeAnswer(serverTime, serverTime, sentAt, Date.now())
  return adopt(session)
}

/** For every other request to auth-service. */
export function askAuth<Answer>(path: string, request: { method?: 'GET' | 'POST' | 'DELETE'; body?: unknown } = {}) {
  return send<Answer>(path, { ...request, headers: CSRF })
}

export const logIn = (request: LogInRequest) => askSession('/api/auth/sessions', request)
export const verifyAddress = (token: string) => askSession('/api/auth/accounts/verify', { token })
export const completeReset = (request: ResetCompletion) =>
  askAuth('/api/auth/resets/complete', { method: 'POST', body: request })

/** Takes up the session whose cookie another page of ours was given. */
export const resumeSession = () => renew()

/** The account is gone, and the session with it. */
export async function deleteAccount(remove: () => Promise<unknown>) {
  await remove()
  end()
}

/** The cookie says which session, so this works with a token that ran out, too. */
export async function logOut() {
  await askAuth('/api/auth/sessions/current', { method: 'DELETE' })
  end()
}

/**
 * A visitor who logged in here before gets the session back; others cost no request. Nobody is taken for a stranger
 * because no server answers.
 */
export async function restoreSession() {
  if (!localStorage.getItem(KNOWN_KEY)) return
  restoring.value = true
  for (let tries = 0; restoring.peek(); tries++) {
    try {
      await accessToken()
      restoring.value = false
    } catch (thrown) {
      away.value = isAway(toProblem(thrown))
      restoring.value = away.peek()
      if (away.peek()) await new Promise((resolve) => setTimeout(resolve, reconnectDelayMs(tries)))
    }
  }
}

/** A token that is good for the next moments. Throws a 401 problem when nobody is logged in. */
export async function accessToken(): Promise<string> {
  return usable(current.value)?.accessToken ?? (await renew()).accessToken
}

/** The refresh token is good once, so one tab at a time renews, and the others take what it got. */
export async function renew(refused?: string): Promise<Session> {
  return alone(async () => {
    const known = usable(current.value)
    if (known && known.accessToken !== refused) return known
    try {
      return await askSession('/api/auth/sessions/refresh')
    } catch (thrown) {
      if (thrown instanceof ProblemError && thrown.status === 401) {
        end()
        throw new ProblemError({ code: 'SESSION_ENDED', status: 401 })
      }
      throw thrown
    }
  })
}

function usable(session: Session | null): Session | null {
  return session && Date.parse(session.expiresAt) - RENEW_BEFORE_MS > serverNow() ? session : null
}

function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks ? navigator.locks.request('tiketi-session', work) : work()
}
