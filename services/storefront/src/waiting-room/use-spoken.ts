import { useEffect, useRef, useState } from 'preact/hooks'

const SPOKEN_EVERY_MS = 60_000

/**
 * What a screen reader is to say: at once when `turn` changes, and otherwise at most once a minute, since a line moves
 * all the time and nobody wants to hear each step.
 */
export function useSpoken(text: string, turn: string): string {
  const [spoken, setSpoken] = useState(text)
  const last = useRef({ turn, at: 0 })
  const latest = useRef(text)
  latest.current = text
  useEffect(() => {
    const say = () => {
      last.current = { turn, at: Date.now() }
      setSpoken(latest.current)
    }
    const wait = last.current.turn === turn ? last.current.at + SPOKEN_EVERY_MS - Date.now() : 0
    if (wait <= 0) return say()
    const timer = window.setTimeout(say, wait)
    return () => window.clearTimeout(timer)
  }, [text, turn])
  return spoken
}
