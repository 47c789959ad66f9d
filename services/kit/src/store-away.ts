import { Refusal } from './refusal.ts'

/**
 * SQLSTATE classes of a database that cannot serve now: 08 connection, 28 log-in, 53 resources, 57P shutdown or recovery,
 * 25P03 a transaction the server ended (PostgreSQL manual, appendix A).
 */
const AWAY_SQLSTATE = /^(08|28|53|57P|25P03|55P03|57014)/
const AWAY_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const AWAY_DATABASE =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|connection timeout/
const AWAY_REDIS =
  /Stream isn't writeable|Connection is closed|Command timed out|CLUSTERDOWN|MASTERDOWN|Too many Cluster redirections|LOADING|READONLY|None of startup nodes|Cluster isn't ready|max retries per request/i

/** Which store an error says is away, looking through wrappers and causes; nothing when it is about something else. */
export function storeAway(error: unknown): 'database' | 'redis' | undefined {
  for (
    let at = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause ?? Reflect.get(at, 'previous'), depth++
  ) {
    const code = Reflect.get(at, 'code')
    if (AWAY_REDIS.test(at.message)) return 'redis'
    if (typeof code === 'string' && (AWAY_SQLSTATE.test(code) || AWAY_SYSTEM.has(code))) return 'database'
    if (AWAY_DATABASE.test(at.message)) return 'database'
  }
  return undefined
}

/** The answer while a store is away: try again soon, nothing was lost. */
export function storeAwayRefusal(): Refusal {
  return new Refusal(
    'STORE_AWAY',
    503,
    'We cannot reach our own records right now. Nothing was lost; please try again in a moment.',
    {
      retryAfterSeconds: 2,
    },
  )
}
