import { Button } from '../components/button.tsx'
import { State } from '../components/state.tsx'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'

export default function DeletedPage() {
  const w = words.value
  useTitle(w.account.deleted)
  return (
    <State title={w.account.deleted} text={w.account.deletedMeans}>
      <Button kind="primary" href="/">
        {w.notFound.home}
      </Button>
    </State>
  )
}
