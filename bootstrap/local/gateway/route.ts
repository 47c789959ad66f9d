import { type ServiceName, serviceOf } from '@tiketi/contracts/routes'

/** A path that a reader might resolve to another one than the rules were checked against. */
const DISGUISED = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\?]|%2f|%5c|$)/i

/** Where a request goes: a service, the gateway's own pages, or nowhere. */
export function routeOf(url: string): ServiceName | 'pages' | 'nowhere' | 'unreadable' {
  if (!url.startsWith('/')) return 'unreadable'
  const path = url.split('?', 1)[0]!
  if (DISGUISED.test(path)) return 'unreadable'
  const service = serviceOf(path)
  if (service) return service
  // What looks like a service's path and is none must not answer with a page.
  return /^\/(api|ws|internal)(\/|$)/.test(path) ? 'nowhere' : 'pages'
}
