import { useNow } from '../clock/use-now.ts'
import { remaining } from '../language/format.ts'
import { words } from '../language/language.ts'
import { dropPass } from '../waiting-room/kept-pass.ts'

interface PassClockProps {
  onSaleId: string
  expiresAt: string
  waitingRoom: string
}

/** How long seats may be chosen. */
export function PassClock({ onSaleId, expiresAt, waitingRoom }: PassClockProps) {
  const w = words.value.seats
  const { short, seconds } = remaining(Date.parse(expiresAt) - useNow())
  if (seconds === 0)
    return (
      <span role="alert">
        <a class="pass-clock" href={waitingRoom} onClick={() => dropPass(onSaleId)}>
          {w.passOver}
        </a>
      </span>
    )
  return (
    <p class={`pass-clock figures${seconds <= 60 ? ' pass-clock-soon' : ''}`} role="timer" aria-label={w.passLeft}>
      {short}
    </p>
  )
}
