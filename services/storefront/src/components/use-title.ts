import { useLayoutEffect } from 'preact/hooks'

export function useTitle(title: string | undefined) {
  useLayoutEffect(() => {
    document.title = title ? `${title} · Tiketi` : 'Tiketi'
  }, [title])
}
