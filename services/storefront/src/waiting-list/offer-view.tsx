import type { Waiting } from '@tiketi/contracts/waiting'
import { Button } from '../components/button.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { formatWhen, formatWon } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { paths } from '../routing/routes.ts'
import { declineOffer, takeOffer } from './waiting-requests.ts'

interface OfferViewProps {
  waiting: Waiting
  offer: NonNullable<Waiting['offer']>
  timeZone: string
  reload: () => void
}

/** Places that are kept for this person: take them to the checkout, or pass them on. */
export function OfferView({ waiting, offer, timeZone, reload }: OfferViewProps) {
  const w = words.value.waitingList
  const act = useAct()
  async function take() {
    const done = await act.run(async () => go(paths.checkout((await takeOffer(waiting.id)).id)))
    if (!done) reload()
  }
  async function decline() {
    await act.run(() => declineOffer(waiting.id))
    reload()
  }
  return (
    <>
      <h2>{w.yours}</h2>
      <p class="figures">{w.until(formatWhen(offer.deadline, { locale: locale.value, timeZone }))}</p>
      <article class="stub">
        <div class="stub-body">
          <ul class="checkout-seats">
            {offer.seats.map(({ seat, section, row, number }) => (
              <li key={seat}>{words.value.seats.name(say(section), row, number)}</li>
            ))}
            {offer.standing.map(({ area, name, places }) => (
              <li key={`floor ${area}`}>{words.value.seats.standingPlaces(say(name), places)}</li>
            ))}
          </ul>
        </div>
        <div class="stub-tear figures">
          <strong>{formatWon(offer.totalWon)}</strong>
        </div>
      </article>
      <ProblemNotice problem={act.problem} />
      <Button kind="primary" wide busy={act.busy} onClick={take}>
        {w.take}
      </Button>
      <Button kind="quiet" wide busy={act.busy} onClick={decline}>
        {w.decline}
      </Button>
    </>
  )
}
