import { words } from '../language/language.ts'
import { RECEIPTS, type Receipt, type WayToPay, waysOf } from './way-to-pay.ts'

interface WayChoiceProps {
  chosen: WayToPay
  /** Until when a deposit could be waited for, in words. */
  depositUntil: string | null
  onChoose: (chosen: WayToPay) => void
}

/** How to pay, and for a transfer whether a cash receipt is wanted. */
export function WayChoice({ chosen, depositUntil, onChoose }: WayChoiceProps) {
  const w = words.value.checkout
  return (
    <fieldset class="ways">
      <legend>{w.way}</legend>
      {waysOf(depositUntil !== null).map((way) => (
        <label key={way} class="way">
          <input type="radio" name="way" checked={chosen.way === way} onChange={() => onChoose({ ...chosen, way })} />
          <span>{w.ways[way]}</span>
        </label>
      ))}
      {chosen.way === 'deposit' && depositUntil ? <p class="quiet small">{w.depositMeans(depositUntil)}</p> : null}
      {chosen.way === 'transfer' || chosen.way === 'deposit' ? (
        <div class="field">
          <label for="receipt">{w.receipt}</label>
          <select
            id="receipt"
            value={chosen.receipt}
            onChange={({ currentTarget }) => onChoose({ ...chosen, receipt: currentTarget.value as Receipt })}
          >
            {(Object.keys(RECEIPTS) as Receipt[]).map((receipt) => (
              <option key={receipt} value={receipt}>
                {w.receipts[receipt]}
              </option>
            ))}
          </select>
        </div>
      ) : null}
    </fieldset>
  )
}
