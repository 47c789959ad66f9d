import type { SaleAction, SaleDesk } from '@tiketi/contracts/queue'
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { formatCount } from '../../language/format.ts'
import { DangerousAct } from './dangerous-act.tsx'
import { NumberAct } from './number-act.tsx'
import { onSaleWords } from './words.ts'

interface SaleActsProps {
  desk: SaleDesk
  /** Of the event, which is asked for before something that cannot be taken back. */
  name: string
  busy: boolean
  onAct: (action: SaleAction) => Promise<boolean>
}

export function SaleActs({ desk: { control, admissionsPerSecond, live }, name, busy, onAct }: SaleActsProps) {
  const w = onSaleWords()
  const [asking, setAsking] = useState<'close' | 'revoke-passes' | null>(null)
  if (control.closed) return null
  const simple = [
    ...(control.paused ? [] : (['pause'] as const)),
    ...(control.draining ? [] : (['drain'] as const)),
    ...(control.paused || control.draining ? (['resume'] as const) : []),
  ]
  return (
    <section class="on-sale-acts">
      {simple.map((action) => (
        <div key={action} class="on-sale-act">
          <Button busy={busy} onClick={() => void onAct({ action })}>
            {w.acts[action]}
          </Button>
          <p class="small quiet">{w.means[action]}</p>
        </div>
      ))}
      <NumberAct
        label={w.rateLabel}
        hint={w.rateHint(formatCount(admissionsPerSecond))}
        value={control.admissionsPerSecond}
        least={1}
        busy={busy}
        onSet={(value) => onAct({ action: 'set-rate', admissionsPerSecond: value })}
      />
      <NumberAct
        label={w.capLabel}
        hint={w.capHint}
        value={control.peopleInside}
        least={0}
        busy={busy}
        onSet={(value) => onAct({ action: 'set-cap', peopleInside: value })}
      />
      <div class="on-sale-act">
        <Button
          busy={busy}
          pressed={control.workDemanded}
          onClick={() => void onAct({ action: 'demand-work', demanded: !control.workDemanded })}
        >
          {`${w.acts['demand-work']}: ${control.workDemanded ? w.on : w.off}`}
        </Button>
        <p class="small quiet">{w.means['demand-work']}</p>
      </div>
      {(['revoke-passes', 'close'] as const).map((action) => (
        <div key={action} class="on-sale-act">
          <Button kind="quiet" busy={busy} onClick={() => setAsking(action)}>
            {w.acts[action]}
          </Button>
          <p class="small quiet">{w.means[action]}</p>
        </div>
      ))}
      {asking ? (
        <DangerousAct
          title={w.sure(w.acts[asking])}
          text={
            asking === 'close'
              ? w.closeMeans(formatCount(live?.waiting ?? 0))
              : w.revokeMeans(formatCount(live?.inside ?? 0))
          }
          act={w.acts[asking]}
          name={name}
          onClose={() => setAsking(null)}
          onAct={() => {
            setAsking(null)
            void onAct({ action: asking })
          }}
        />
      ) : null}
    </section>
  )
}
