import type { Gift } from '@tiketi/contracts/gift'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { ConfirmDialog } from '../components/confirm-dialog.tsx'
import { Failed } from '../components/failed.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { formatWhen } from '../language/format.ts'
import { locale, say, words } from '../language/language.ts'
import '../orders/orders.css'
import { FileAct } from '../orders/file-act.tsx'
import { TicketStub } from '../orders/ticket-stub.tsx'
import type { PageProps } from '../routing/routes.ts'
import { paths } from '../routing/routes.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { acceptGift, getGift, returnGift } from './gift-requests.ts'
import { forgetGiftToken, giftTokenOf } from './kept-link.ts'

/** Where the link of a gift leads, and afterwards the ticket of whoever accepted it. */
export default function GiftPage({ params }: PageProps) {
  const giftId = params.giftId ?? ''
  const w = words.value.gifts
  useTitle(w.forYou)
  // Before a visitor is led to the log-in page, which the link's end would not survive.
  const [token] = useState(() => giftTokenOf(giftId))
  const buyer = useBuyer()
  const loaded = useLoaded(buyer ? `${giftId} ${buyer.id}` : null, (signal) => getGift(giftId, token, signal))
  const gift = loaded.value
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!gift)
    return (
      <div class="page page-reading stack" aria-busy="true">
        <div class="skeleton ticket-skeleton" />
      </div>
    )
  if (gift.as === 'giver' && gift.state === 'offered')
    return (
      <State title={w.own} text={w.ownMeans}>
        <Button kind="primary" href={paths.order(gift.orderId ?? '')}>
          {w.toOrder}
        </Button>
      </State>
    )
  if (gift.as === 'receiver' && gift.state === 'accepted') return <Received gift={gift} reload={loaded.reload} />
  if (gift.as === 'friend' && gift.state === 'offered' && token)
    return <Offered gift={gift} token={token} reload={loaded.reload} />
  return (
    <State mark="torn" title={w.over} text={w.overMeans[gift.state]}>
      <Button kind="primary" href="/orders">
        {w.toTickets}
      </Button>
    </State>
  )
}

function Offered({ gift, token, reload }: { gift: Gift; token: string; reload: () => void }) {
  const w = words.value.gifts
  const act = useAct()
  async function accept() {
    if (await act.run(() => acceptGift(gift.id, token))) forgetGiftToken(gift.id)
    // What went wrong is best told by how things stand.
    reload()
  }
  return (
    <div class="page page-reading stack">
      <h1>{w.forYou}</h1>
      <TicketStub of={gift} place={gift.place} code={null} label={say(gift.title)} />
      <p>{w.acceptMeans}</p>
      <p class="quiet small figures">
        {w.until(formatWhen(gift.deadline, { locale: locale.value, timeZone: gift.timeZone }))}
      </p>
      <ProblemNotice problem={act.problem} />
      <Button kind="primary" wide busy={act.busy} onClick={accept}>
        {w.accept}
      </Button>
    </div>
  )
}

function Received({ gift, reload }: { gift: Gift; reload: () => void }) {
  const w = words.value.gifts
  const [asking, setAsking] = useState(false)
  const act = useAct()
  async function giveBack() {
    setAsking(false)
    await act.run(() => returnGift(gift.id))
    reload()
  }
  return (
    <div class="page page-reading stack">
      <h1>{w.yours}</h1>
      <TicketStub of={gift} place={gift.place} code={gift.code} label={say(gift.title)} />
      <FileAct path={`/api/reservation/gifts/${gift.id}/ticket.pdf`} name="tiketi.pdf">
        {words.value.orders.pdf}
      </FileAct>
      <ProblemNotice problem={act.problem} />
      <Button kind="quiet" busy={act.busy} onClick={() => setAsking(true)}>
        {w.return}
      </Button>
      {asking ? (
        <ConfirmDialog
          title={w.returnAsk}
          text={w.returnMeans}
          act={w.return}
          onAct={giveBack}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}
