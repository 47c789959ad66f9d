import type { User } from '@tiketi/contracts/auth'
import { useEffect, useRef } from 'preact/hooks'
import { go, here } from '../routing/location.ts'
import { logInPath } from './return-path.ts'
import { user, userUnknown } from './session.ts'

/** The buyer, or nobody yet; a visitor is led to the log-in page and comes back here. */
export function useBuyer(): User | null {
  const buyer = user.value
  const visitor = !buyer && !userUnknown.value
  const page = useRef(here.peek().path)
  useEffect(() => {
    // Who has already left for another page, as by logging out, is not called back.
    if (visitor && here.peek().path === page.current) go(logInPath(page.current + location.search), { replace: true })
  }, [visitor])
  return buyer
}
