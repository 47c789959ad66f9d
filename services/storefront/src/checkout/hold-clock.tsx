import { useEffect } from 'preact/hooks'
import { useNow } from '../clock/use-now.ts'
import { remaining } from '../language/format.ts'
import { words } from '../language/language.ts'

const SOON_SECONDS = 60
const SPOKEN_SECONDS = [300, 120, 60, 30, 10]

/** How long the seats stay the buyer's, by the server's clock. */
export function HoldClock({ deadline, onOver }: { deadline: string; onOver: () => void }) {
  const w = words.value.checkout
  const { short, seconds } = remaining(Date.parse(deadline) - useNow())
  useEffect(() => {
    if (seconds > 0) return
    onOver()
    // The server's job may take a moment to see it.
    const timer = setInterval(onOver, 2_000)
    return () => clearInterval(timer)
  }, [seconds === 0])

  const spoken = SPOKEN_SECONDS.find((mark) => seconds <= mark && seconds > mark - 5)
  return (
    <div class={`hold-clock${seconds <= SOON_SECONDS ? ' hold-clock-soon' : ''}`}>
      <span>{seconds > 0 ? w.yoursFor : w.timeOver}</span>
      <strong class="figures" role="timer">
        {short}
      </strong>
      <span class="unseen" role="status">
        {spoken ? w.secondsLeft(spoken) : ''}
      </span>
    </div>
  )
}
