import { useNow } from '../clock/use-now.ts'
import { remaining } from '../language/format.ts'
import { words } from '../language/language.ts'

/** Days, hours, minutes and seconds until an instant, by the server's clock. */
export function Countdown({ to }: { to: string }) {
  const { days, clock } = remaining(Date.parse(to) - useNow())
  return (
    <div class="countdown figures" role="timer">
      {days > 0 ? <span class="countdown-days">{words.value.days(days)}</span> : null}
      <span>{clock}</span>
    </div>
  )
}
