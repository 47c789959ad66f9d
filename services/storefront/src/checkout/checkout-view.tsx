import type { Hold, SeatLayout } from '@tiketi/contracts/reservation'
import { useEffect, useState } from 'preact/hooks'
import type { ProblemError } from '../api/problem.ts'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { goToBank } from './bank-script.ts'
import { HoldClock } from './hold-clock.tsx'
import { getDepositTerms, releaseHold } from './hold-requests.ts'
import { forgetHold, keepHold } from './kept-hold.ts'
import { placesHeld } from './places-held.ts'
import { preparePayment } from './prepare-payment.ts'
import { PriceParts } from './price-parts.tsx'
import { WayChoice } from './way-choice.tsx'
import { bankMethod, type WayToPay } from './way-to-pay.ts'

interface CheckoutViewProps {
  hold: Hold
  layout: SeatLayout
  reload: () => void
}

export function CheckoutView({ hold, layout, reload }: CheckoutViewProps) {
  const w = words.value.checkout
  const [deadline, setDeadline] = useState(hold.deadline)
  const [way, setWay] = useState<WayToPay>({ way: 'card', receipt: 'none' })
  const [releasing, setReleasing] = useState(false)
  const act = useAct()
  const until = useLoaded(`deposit ${hold.id}`, (signal) => getDepositTerms(hold.id, signal)).value?.until ?? null
  const when = { locale: locale.value, timeZone: layout.timeZone }

  useEffect(() => {
    keepHold({ holdId: hold.id, eventId: layout.eventId, performanceId: hold.performanceId })
  }, [hold.id])
  useEffect(() => {
    if (act.problem) settle(act.problem, reload)
  }, [act.problem])

  async function pay() {
    const payment = await preparePayment(hold.id, way.way === 'deposit')
    setDeadline(payment.deadline)
    await goToBank(payment, bankMethod(way, payment.depositUntil))
  }
  async function release() {
    setReleasing(false)
    if (!(await act.run(() => releaseHold(hold.id)))) return
    forgetHold()
    go(paths.seats(layout.eventId, hold.performanceId))
  }

  return (
    <>
      <h1>{w.title}</h1>
      <HoldClock deadline={deadline} onOver={reload} />
      <article class="stub">
        <div class="stub-body stack">
          <header>
            <h2>{say(layout.title)}</h2>
            <p class="quiet figures">{formatWhen(layout.startsAt, when)}</p>
          </header>
          <ul class="checkout-seats">
            {hold.seats.map(({ seat, section, row, number }) => (
              <li key={seat}>{words.value.seats.name(say(section), row, number)}</li>
            ))}
            {hold.standing.map(({ area, name, places, priceWon }) => (
              <li key={`floor ${area} ${priceWon}`}>{words.value.seats.standingPlaces(say(name), places)}</li>
            ))}
          </ul>
        </div>
        <div class="stub-tear">
          <PriceParts hold={hold} layout={layout} />
        </div>
      </article>
      <WayChoice chosen={way} depositUntil={until ? formatWhen(until, when) : null} onChoose={setWay} />
      <ProblemNotice problem={act.problem} />
      <div class="checkout-act">
        <Button kind="primary" wide busy={act.busy} onClick={() => act.run(pay)}>
          {w.pay(formatWon(hold.totalWon))}
        </Button>
      </div>
      {way.way === 'deposit' ? null : <p class="quiet small">{w.payMeans}</p>}
      <Button kind="quiet" wide onClick={() => setReleasing(true)}>
        {w.release}
      </Button>
      {releasing ? (
        <ConfirmDialog
          title={w.releaseAsk(placesHeld(hold))}
          text={w.releaseMeans}
          act={w.release}
          onAct={release}
          onClose={() => setReleasing(false)}
        />
      ) : null}
    </>
  )
}

/** Some refusals say that the seats are somewhere else than this page thinks. */
function settle({ code, members }: ProblemError, reload: () => void) {
  const orderId = typeof members.orderId === 'string' ? members.orderId : null
  if (orderId && (code === 'ALREADY_PAID' || code === 'PAYMENT_RUNNING')) go(`/pay/success?orderId=${orderId}`)
  if (code === 'HOLD_EXPIRED' || code === 'HOLD_UNKNOWN') reload()
}
