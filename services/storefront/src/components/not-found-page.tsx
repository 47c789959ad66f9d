import { words } from '../language/language.ts'
import { Button } from './button.tsx'
import { State } from './state.tsx'
import { useTitle } from './use-title.ts'

export default function NotFoundPage() {
  const w = words.value.notFound
  useTitle(w.title)
  return (
    <State mark="torn" title={w.title} text={w.text}>
      <Button kind="primary" href="/">
        {w.home}
      </Button>
    </State>
  )
}
