import type { OrderPage, OrderSummary } from '@tiketi/contracts/reservation'
import { useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { State } from '../components/state.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { listGifts } from '../gift/gift-requests.ts'
import { ReceivedList } from '../gift/received-list.tsx'
import { words } from '../language/language.ts'
import { ask } from '../session/ask.ts'
import { useBuyer } from '../session/use-buyer.ts'
import { AwaitedDeposits, listDeposits } from './awaited-deposits.tsx'
import { OrderCard } from './order-card.tsx'
import './orders.css'

const listOrders = (cursor?: string, signal?: AbortSignal) =>
  ask<OrderPage>(`/api/reservation/orders${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`, { signal })

export default function OrdersPage() {
  const w = words.value.orders
  useTitle(w.title)
  const buyer = useBuyer()
  const loaded = useLoaded(buyer ? buyer.id : null, async (signal) => {
    const [page, received, awaited] = await Promise.all([
      listOrders(undefined, signal),
      listGifts(signal),
      listDeposits(signal),
    ])
    return { ...page, ...received, ...awaited }
  })
  const [later, setLater] = useState<OrderSummary[]>([])
  const [next, setNext] = useState<string | null | undefined>(undefined)
  const act = useAct()

  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  const orders = loaded.value ? [...loaded.value.orders, ...later] : null
  const cursor = next === undefined ? loaded.value?.next : next
  const gifts = loaded.value?.gifts ?? []
  const deposits = loaded.value?.deposits ?? []
  if (orders?.length === 0 && gifts.length === 0 && deposits.length === 0)
    return (
      <State mark="ticket" title={w.none} text={w.noneMeans}>
        <Button kind="primary" href="/">
          {w.findEvents}
        </Button>
      </State>
    )
  return (
    <div class="page page-reading stack">
      <h1>{w.title}</h1>
      <AwaitedDeposits deposits={deposits} />
      <ul class="stack" aria-busy={!orders}>
        {orders?.map((order) => <OrderCard key={order.id} order={order} />) ??
          Array.from({ length: 3 }, (_, index) => <li key={index} class="skeleton order-skeleton" />)}
      </ul>
      <ProblemNotice problem={act.problem} />
      {cursor ? (
        <Button
          busy={act.busy}
          onClick={() =>
            act.run(async () => {
              const page = await listOrders(cursor)
              setLater([...later, ...page.orders])
              setNext(page.next)
            })
          }
        >
          {words.value.more}
        </Button>
      ) : null}
      {gifts.length > 0 ? <ReceivedList gifts={gifts} /> : null}
    </div>
  )
}
