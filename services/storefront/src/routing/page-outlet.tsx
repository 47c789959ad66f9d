import type { ComponentType } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { ProblemError } from '../api/problem.ts'
import { Failed } from '../components/failed.tsx'
import { here, scrollToRestore } from './location.ts'
import { match } from './match.ts'
import { notFound, type PageProps, routes } from './routes.ts'

interface Shown {
  Page: ComponentType<PageProps>
  params: Record<string, string>
  path: string
}

/** Shows the page of the address. The page before stays until the next one's script is here. */
export function PageOutlet() {
  const { path } = here.value
  const [shown, setShown] = useState<Shown | null>(null)
  const [missing, setMissing] = useState(false)
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)

  useEffect(() => {
    let left = false
    const found = find(path)
    found.load().then(
      (module) => {
        if (left) return
        setMissing(false)
        setShown({ Page: module.default, params: found.params, path })
      },
      () => left || setMissing(true),
    )
    return () => {
      left = true
    }
  }, [path])

  useLayoutEffect(() => {
    if (!shown) return
    scrollTo(0, scrollToRestore)
    // The first page was announced by the browser; later ones are, by moving to where they begin.
    if (!first.current) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [shown])

  const loading = shown?.path !== path && !missing
  return (
    <main id="main" ref={main} tabIndex={-1} aria-busy={loading}>
      {loading && shown ? <div class="page-progress" /> : null}
      {missing ? (
        <Failed
          problem={new ProblemError({ code: navigator.onLine ? 'UNREACHABLE' : 'OFFLINE', status: 0 })}
          retry={() => location.reload()}
        />
      ) : shown ? (
        <shown.Page key={shown.path} params={shown.params} />
      ) : null}
    </main>
  )
}

function find(path: string) {
  for (const { pattern, load } of routes) {
    const params = match(pattern, path)
    if (params) return { load, params }
  }
  return { load: notFound, params: {} }
}
