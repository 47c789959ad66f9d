/** Where the buyer was going when an account was needed; kept over the mail that opens another tab. */
const KEY = 'tiketi.return'
const KEPT_MS = 24 * 60 * 60 * 1000

export function rememberReturn(path: string) {
  localStorage.setItem(KEY, JSON.stringify({ path, until: Date.now() + KEPT_MS }))
}

export function takeReturn(): string | null {
  const stored = localStorage.getItem(KEY)
  localStorage.removeItem(KEY)
  if (!stored) return null
  const { path, until } = JSON.parse(stored) as { path: string; until: number }
  return until > Date.now() ? insidePath(path) : null
}

/** Only paths of this site: an address from a link must not lead elsewhere. */
export function insidePath(path: string | null): string | null {
  return path && /^\/(?![/\\])/.test(path) ? path : null
}

export function logInPath(path: string): string {
  return `/login?next=${encodeURIComponent(path)}`
}
