import type { Event, Performance } from '@tiketi/contracts/event'
import type { WaitingList } from '@tiketi/contracts/waiting'
import { useEffect } from 'preact/hooks'
import { ProblemError } from '../api/problem.ts'
import '../checkout/checkout.css'
import { Failed } from '../components/failed.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { getEvent } from '../event/event-requests.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import type { PageProps } from '../routing/routes.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { InLine } from './in-line.tsx'
import { JoinForm } from './join-form.tsx'
import { OfferView } from './offer-view.tsx'
import { getWaitingList } from './waiting-requests.ts'

const LOOK_AGAIN_MS = 10_000

export default function WaitingListPage({ params }: PageProps) {
  const { eventId = '', performanceId = '' } = params
  const buyer = useBuyer()
  useTitle(words.value.waitingList.title)
  const loaded = useLoaded(buyer ? performanceId : null, async (signal) => {
    const [event, list] = await Promise.all([getEvent(eventId, signal), getWaitingList(performanceId, signal)])
    const performance = event.performances.find(({ id }) => id === performanceId)
    if (!performance) throw new ProblemError({ code: 'NOT_FOUND', status: 404 })
    return { event, performance, list }
  })
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && loaded.reload(), LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [performanceId])
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <div class="page page-reading stack">
      {loaded.value ? (
        <List {...loaded.value} reload={loaded.reload} />
      ) : (
        <div class="skeleton checkout-skeleton" aria-busy="true" />
      )}
    </div>
  )
}

interface ListProps {
  event: Event
  performance: Performance
  list: WaitingList
  reload: () => void
}

function List({ event, performance, list: { mine, people }, reload }: ListProps) {
  const { timeZone } = event.venue
  return (
    <>
      <header class="stack stack-tight">
        <h1>{words.value.waitingList.title}</h1>
        <p>{say(event.title)}</p>
        <p class="quiet figures">{formatWhen(performance.startsAt, { locale: locale.value, timeZone })}</p>
      </header>
      {mine?.state === 'waiting' ? (
        <InLine waiting={mine} reload={reload} />
      ) : mine?.offer ? (
        <OfferView waiting={mine} offer={mine.offer} timeZone={timeZone} reload={reload} />
      ) : (
        <JoinForm performance={performance} last={mine} people={people} reload={reload} />
      )}
    </>
  )
}
