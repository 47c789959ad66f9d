import type { Gift } from '@tiketi/contracts/gift'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import { placeWords } from '../orders/place-words.ts'
import { paths } from '../routing/routes.ts'

/** The tickets that friends gave somebody. */
export function ReceivedList({ gifts }: { gifts: Gift[] }) {
  return (
    <section class="stack">
      <h2>{words.value.gifts.received}</h2>
      <ul class="stack">
        {gifts.map((gift) => (
          <li key={gift.id}>
            <a class="order-card stub" href={paths.gift(gift.id)}>
              <div class="stub-body">
                <h3>{say(gift.title)}</h3>
                <p class="figures">{formatWhen(gift.startsAt, { locale: locale.value, timeZone: gift.timeZone })}</p>
                <p class="quiet">{say(gift.venue)}</p>
              </div>
              <div class="stub-tear figures">
                <span>{placeWords(gift.place)}</span>
                <span class="quiet">{gift.place.grade}</span>
              </div>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
