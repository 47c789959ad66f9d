import type { OnSalePage as Sale } from '@tiketi/contracts/event'
import type { SaleAction, SaleActionLog, SaleDesk } from '@tiketi/contracts/queue'
import { useEffect, useState } from 'preact/hooks'
import { send } from '../../api/send.ts'
import { Failed } from '../../components/failed.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useAct } from '../../components/use-act.ts'
import { useLoaded } from '../../components/use-loaded.ts'
import { useTitle } from '../../components/use-title.ts'
import { formatWhen } from '../../language/format.ts'
import { locale, say } from '../../language/language.ts'
import type { PageProps } from '../../routing/routes.ts'
import { ask } from '../../session/ask.ts'
import { useBuyer } from '../../session/use-buyer.ts'
import { ActionLog } from './action-log.tsx'
import { Figures } from './figures.tsx'
import { SaleActs } from './sale-acts.tsx'
import { onSaleWords } from './words.ts'
import './on-sale.css'

const REFRESHED_MS = 2_000

/** The line of a sale, live, and what may be done with it. */
export default function OnSalePage({ params }: PageProps) {
  const { onSaleId = '' } = params
  const w = onSaleWords()
  useTitle(w.title)
  const buyer = useBuyer()
  const path = `/api/queue/operator/on-sales/${onSaleId}`
  const sale = useLoaded(onSaleId, (signal) => send<Sale>(`/api/event/on-sales/${onSaleId}`, { signal }))
  const loaded = useLoaded(buyer && `${onSaleId} ${buyer.id}`, (signal) => ask<SaleDesk>(path, { signal }))
  const log = useLoaded(buyer && `${onSaleId} ${buyer.id}`, (signal) =>
    ask<SaleActionLog>(`${path}/actions`, { signal }),
  )
  const [latest, setLatest] = useState<SaleDesk | null>(null)
  const [stale, setStale] = useState(false)
  const act = useAct()

  useEffect(() => {
    if (!loaded.value) return
    let timer = 0
    let left = false
    const refresh = async () => {
      try {
        const desk = await ask<SaleDesk>(path)
        if (left) return
        setLatest(desk)
        setStale(false)
      } catch {
        setStale(true)
      }
      if (!left) timer = window.setTimeout(refresh, REFRESHED_MS)
    }
    timer = window.setTimeout(refresh, REFRESHED_MS)
    return () => {
      left = true
      window.clearTimeout(timer)
    }
  }, [loaded.value])

  const problem = sale.problem ?? loaded.problem
  if (problem) return <Failed problem={problem} retry={loaded.reload} />
  const desk = latest ?? loaded.value
  if (!desk || !sale.value) return <div class="page skeleton on-sale-skeleton" />
  const { event, startsAt } = sale.value

  const run = (action: SaleAction) =>
    act.run(async () => {
      setLatest(await ask<SaleDesk>(`${path}/actions`, { method: 'POST', body: action }))
      log.reload()
    })
  return (
    <div class="page stack on-sale">
      <header>
        <p class="quiet">{w.title}</p>
        <h1>{say(event.title)}</h1>
        <p class="quiet figures">{formatWhen(startsAt, { locale: locale.value, timeZone: event.venue.timeZone })}</p>
      </header>
      {stale ? <Notice kind="warning">{w.stale}</Notice> : null}
      <Figures desk={desk} />
      <ProblemNotice problem={act.problem} />
      <SaleActs desk={desk} name={say(event.title)} busy={act.busy} onAct={run} />
      <ActionLog actions={log.value?.actions ?? []} timeZone={event.venue.timeZone} />
    </div>
  )
}
