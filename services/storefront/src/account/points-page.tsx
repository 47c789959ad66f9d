import type { PointsStatement } from '@tiketi/contracts/points'
import { Failed } from '../components/failed.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { formatCount, formatWhen } from '../language/format.ts'
import { locale, words } from '../language/language.ts'
import { ask } from '../session/ask.ts'
import { useBuyer } from '../session/use-buyer.ts'
import './account.css'

const LESS = ['reserved', 'expired', 'spent']

/** What somebody's points are, and how they came to be. */
export default function PointsPage() {
  const w = words.value.points
  useTitle(w.title)
  const buyer = useBuyer()
  const loaded = useLoaded(buyer ? buyer.id : null, (signal) =>
    ask<PointsStatement>('/api/payment/points', { signal, fresh: true }),
  )
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  const when = (instant: string) => formatWhen(instant, { locale: locale.value, timeZone: 'Asia/Seoul' })
  const statement = loaded.value
  return (
    <div class="page page-reading stack">
      <h1>{w.title}</h1>
      <p class="quiet">{w.means}</p>
      {statement ? (
        <>
          <p class="points-balance figures">
            <strong>{w.points(formatCount(statement.balance))}</strong>
          </p>
          {statement.reserved > 0 ? <p class="quiet small">{w.reserved(formatCount(statement.reserved))}</p> : null}
          {statement.next ? (
            <p class="quiet small">{w.next(formatCount(statement.next.points), when(statement.next.expiresAt))}</p>
          ) : null}
          <ul class="stack stack-tight">
            {statement.entries.map(({ kind, points, orderName, at }, index) => (
              <li key={index} class="points-line">
                <div>
                  <p>
                    {w.kinds[kind]}
                    {orderName ? ` · ${orderName}` : ''}
                  </p>
                  <p class="quiet small figures">{when(at)}</p>
                </div>
                <p class="figures">{`${LESS.includes(kind) ? '−' : '+'} ${formatCount(points)}`}</p>
              </li>
            ))}
          </ul>
          {statement.entries.length === 0 ? <p>{w.none}</p> : null}
        </>
      ) : (
        <div class="skeleton session-skeleton" aria-busy="true" />
      )}
    </div>
  )
}
