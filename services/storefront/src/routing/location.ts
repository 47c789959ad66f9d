import { signal } from '@preact/signals'

export interface Here {
  path: string
  query: URLSearchParams
}

interface Position {
  scrollY?: number
}

function read(): Here {
  return { path: location.pathname.replace(/(.)\/+$/, '$1'), query: new URLSearchParams(location.search) }
}

/** Where the visitor is. */
export const here = signal<Here>(read())

/** How far down the page was when it was left, for the way back. */
export let scrollToRestore = 0

export function go(to: string, { replace = false } = {}) {
  if (replace) history.replaceState(null, '', to)
  else {
    history.replaceState({ scrollY } satisfies Position, '')
    history.pushState(null, '', to)
  }
  scrollToRestore = 0
  here.value = read()
}

export function startRouting() {
  history.scrollRestoration = 'manual'
  addEventListener('popstate', ({ state }: PopStateEvent) => {
    scrollToRestore = (state as Position | null)?.scrollY ?? 0
    here.value = read()
  })
  addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
    if (link.getAttribute('href')?.startsWith('#')) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
}
