import type { Hold, SeatLayout } from '@tiketi/contracts/reservation'
import { useEffect } from 'preact/hooks'
import { Failed } from '../components/failed.tsx'
import { Steps } from '../components/steps.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { words } from '../language/language.ts'
import { go } from '../routing/location.ts'
import { type PageProps, paths } from '../routing/routes.ts'
import { useBuyer } from '../session/use-buyer.ts'
import './checkout.css'
import { CheckoutView } from './checkout-view.tsx'
import { DepositView } from './deposit-view.tsx'
import { HoldGone } from './hold-gone.tsx'
import { getDeposit, getHold, getLayout } from './hold-requests.ts'

const LOOK_AGAIN_MS = 2_000

export default function CheckoutPage({ params }: PageProps) {
  const holdId = params.holdId ?? ''
  const buyer = useBuyer()
  useTitle(words.value.checkout.title)
  const loaded = useLoaded(buyer ? holdId : null, async (signal) => {
    const hold = await getHold(holdId, signal)
    return { hold, layout: await getLayout(hold.performanceId, signal) }
  })

  if (loaded.problem?.status === 404) return <HoldGone layout={null} />
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <div class="page page-reading stack checkout">
      <Steps now={2} />
      {loaded.value ? (
        <ByState {...loaded.value} reload={loaded.reload} />
      ) : (
        <div class="skeleton checkout-skeleton" aria-busy="true" />
      )}
    </div>
  )
}

function ByState({ hold, layout, reload }: { hold: Hold; layout: SeatLayout; reload: () => void }) {
  const { state, id } = hold
  useEffect(() => {
    if (state === 'confirmed') go(paths.order(id), { replace: true })
    if (state !== 'capturing') return
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [state])

  if (state === 'held') return <CheckoutView hold={hold} layout={layout} reload={reload} />
  if (state === 'capturing') return <UnderWay holdId={id} />
  return state === 'confirmed' ? null : <HoldGone layout={layout} />
}

/** The bank is being asked, or a deposit is awaited. */
function UnderWay({ holdId }: { holdId: string }) {
  const deposit = useLoaded(`deposit of ${holdId}`, (signal) => getDeposit(holdId, signal)).value?.deposit
  if (deposit) return <DepositView deposit={deposit} amountWon={deposit.amountWon} />
  return <p role="status">{words.value.pay.confirming}</p>
}
