import type { PointsStatement } from '@tiketi/contracts/points'
import { Button } from '../components/button.tsx'
import { Field } from '../components/field.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount } from '../language/format.ts'
import { words } from '../language/language.ts'
import { ask } from '../session/ask.ts'

interface PointsFieldProps {
  /** As it is written. */
  value: string
  totalWon: number
  onInput: (value: string) => void
}

/** How much of an order is paid with points; nothing where there are none. */
export function PointsField({ value, totalWon, onInput }: PointsFieldProps) {
  const w = words.value.points
  const balance = useLoaded('points', (signal) => ask<PointsStatement>('/api/payment/points', { signal, fresh: true }))
    .value?.balance
  if (!balance) return null
  return (
    <div class="stack stack-tight">
      <Field
        label={w.use}
        hint={w.have(formatCount(balance))}
        value={value}
        onInput={(written) => onInput(written.replaceAll(/\D/g, '').slice(0, 9))}
        autocomplete="off"
      />
      <Button kind="quiet" onClick={() => onInput(String(Math.min(balance, totalWon)))}>
        {w.useAll}
      </Button>
    </div>
  )
}
