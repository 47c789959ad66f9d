import { useEffect, useState } from 'preact/hooks'
import { words } from '../language/language.ts'

export function OfflineBanner() {
  const [online, setOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = () => setOnline(navigator.onLine)
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [])
  return <div role="status">{online ? null : <p class="offline">{words.value.offline}</p>}</div>
}
