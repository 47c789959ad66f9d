import type { LogInMethods } from '@tiketi/contracts/auth'
import { send } from '../api/send.ts'
import { Button } from '../components/button.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { locale, words } from '../language/language.ts'
import { rememberReturn } from '../session/return-path.ts'

/** Where this shop is registered with Google; else nothing. */
export function GoogleButton({ next }: { next: string }) {
  const methods = useLoaded('methods', (signal) => send<LogInMethods>('/api/auth/methods', { signal }))
  if (!methods.value?.google) return null
  const w = words.value.account
  return (
    <div class="other-way">
      <span class="quiet small">{w.or}</span>
      <Button
        wide
        onClick={() => {
          rememberReturn(next)
          location.assign(`/api/auth/google?locale=${locale.value}`)
        }}
      >
        {w.withGoogle}
      </Button>
    </div>
  )
}
