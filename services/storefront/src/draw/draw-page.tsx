import type { Draw, DrawEntry } from '@tiketi/contracts/queue'
import { useState } from 'preact/hooks'
import { toProblem } from '../api/problem.ts'
import { exchange, send } from '../api/send.ts'
import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { useLoaded } from '../components/use-loaded.ts'
import { useTitle } from '../components/use-title.ts'
import { formatClock, formatCount } from '../language/format.ts'
import { words } from '../language/language.ts'
import type { PageProps } from '../routing/routes.ts'
import { ask } from '../session/ask.ts'
import { user } from '../session/session.ts'
import { type Verdict, verifyDraw } from './verify-draw.ts'
import './draw.css'

/** How the order of a lobby was drawn, and a button that draws it again in this browser. */
export default function DrawPage({ params }: PageProps) {
  const { onSaleId = '' } = params
  const w = words.value.draw
  useTitle(w.title)
  const path = `/api/queue/on-sales/${onSaleId}/draw`
  const loaded = useLoaded(onSaleId, (signal) => send<Draw>(path, { signal, fresh: true }))
  const buyerId = user.value?.id ?? null
  const own = useLoaded(buyerId && `${onSaleId} ${buyerId}`, (signal) => ownEntry(path, signal))
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const act = useAct()

  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  const draw = loaded.value
  if (!draw) return <div class="page page-reading skeleton draw-skeleton" />
  const entry = own.value?.entry ?? null

  async function verify(draw: Draw) {
    const entries = await exchange(`${path}/entries`, {})
    setVerdict(await verifyDraw(draw, new Uint8Array(await entries.arrayBuffer()), entry))
  }
  const round = w.round(
    draw.beacon.name,
    String(draw.beacon.round),
    formatClock(Date.parse(draw.beacon.roundAt), 'Asia/Seoul'),
  )
  return (
    <div class="page page-reading stack draw">
      <h1>{w.title}</h1>
      <p>{w.means}</p>
      {draw.beacon.provable ? null : (
        <Notice kind="warning" title={w.unprovable}>
          {w.unprovableMeans}
        </Notice>
      )}
      {draw.renamed ? <Notice title={w.renamed}>{w.renamedMeans}</Notice> : null}
      <ol class="draw-steps">
        <li>
          <h2>{w.entered}</h2>
          <p>{draw.size === null ? w.enteredSoon : w.enteredMeans(formatCount(draw.size))}</p>
          <Bytes of={draw.root} />
        </li>
        <li>
          <h2>{round}</h2>
          <p>{draw.randomness ? w.roundMeans : w.roundSoon}</p>
          <Bytes of={draw.randomness} />
          {draw.beacon.url && draw.randomness ? (
            <p>
              <a href={draw.beacon.url} target="_blank" rel="noreferrer">
                {w.readBeacon}
              </a>
            </p>
          ) : null}
        </li>
        <li>
          <h2>{w.ordered}</h2>
          <p>{w.orderedMeans}</p>
          {entry ? <p class="small quiet">{w.ownEntry}</p> : null}
          <Bytes of={entry} />
        </li>
      </ol>
      {draw.size ? (
        <Button kind="primary" wide busy={act.busy} onClick={() => act.run(() => verify(draw))}>
          {w.verify}
        </Button>
      ) : null}
      <ProblemNotice problem={act.problem} />
      {verdict ? <Outcome draw={draw} verdict={verdict} told={own.value?.rank ?? null} /> : null}
      <p class="small quiet">
        {w.script} <a href="/verify-draw.mjs">verify-draw.mjs</a>
      </p>
      <pre class="draw-command small">{`node verify-draw.mjs ${location.origin} ${onSaleId} ${entry ?? ''}`}</pre>
    </div>
  )
}

async function ownEntry(path: string, signal: AbortSignal): Promise<DrawEntry | null> {
  try {
    return await ask<DrawEntry>(`${path}/entry`, { signal })
  } catch (thrown) {
    if (toProblem(thrown).code === 'NOT_IN_DRAW') return null
    throw thrown
  }
}

function Bytes({ of }: { of: string | null }) {
  return of ? <code class="draw-bytes">{of}</code> : null
}

function Outcome({ draw, verdict, told }: { draw: Draw; verdict: Verdict; told: number | null }) {
  const w = words.value.draw
  const facts = [
    [verdict.complete, w.complete],
    [verdict.rooted, w.rooted],
    ...(draw.randomness ? [[verdict.seeded, w.seeded] as const] : []),
    ...(verdict.present === null ? [] : [[verdict.present, w.present] as const]),
    ...(verdict.rank === null ? [] : [[verdict.rank === told, w.rank(formatCount(verdict.rank))] as const]),
  ] as const
  return (
    <ul class="draw-facts" role="status">
      {facts.map(([holds, what]) => (
        <li key={what} class={holds ? 'draw-right' : 'draw-wrong'}>
          <strong>{holds ? w.right : w.wrong}</strong> {what}
        </li>
      ))}
    </ul>
  )
}
