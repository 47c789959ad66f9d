import { useState } from 'preact/hooks'
import { words } from '../language/language.ts'
import { alertWanted, wantAlert } from './call-alert.ts'

/** Asked before the turn comes, since a browser lets a page make sounds only after a press. */
export function AlertChoice() {
  const w = words.value.waitingRoom
  const [on, setOn] = useState(alertWanted)
  return (
    <label class="alert-choice">
      <span>
        <strong>{w.alert}</strong>
        <span class="quiet small">{w.alertMeans}</span>
      </span>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        aria-checked={on}
        onChange={(event) => {
          setOn(event.currentTarget.checked)
          void wantAlert(event.currentTarget.checked)
        }}
      />
    </label>
  )
}
