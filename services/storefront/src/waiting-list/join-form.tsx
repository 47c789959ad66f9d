import type { Performance } from '@tiketi/contracts/event'
import type { Waiting } from '@tiketi/contracts/waiting'
import { useId, useState } from 'preact/hooks'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { ProblemNotice } from '../components/problem-notice.tsx'
import { useAct } from '../components/use-act.ts'
import { words } from '../language/language.ts'
import { paths } from '../routing/routes.ts'
import { joinWaiting } from './waiting-requests.ts'

interface JoinFormProps {
  performance: Performance
  /** How this person waited before. */
  last: Waiting | null
  people: number
  reload: () => void
}

export function JoinForm({ performance, last, people, reload }: JoinFormProps) {
  const w = words.value.waitingList
  const id = useId()
  const [places, setPlaces] = useState(1)
  const act = useAct()
  const counts = Array.from({ length: performance.onSale.limitPerPerson }, (_, at) => at + 1)
  return (
    <>
      {last?.state === 'lapsed' ? <Notice kind="warning">{w.lapsed}</Notice> : null}
      {last?.state === 'taken' && last.holdId ? (
        <Notice acts={<Button href={paths.checkout(last.holdId)}>{w.toPayment}</Button>}>{w.taken}</Notice>
      ) : null}
      <p>{w.means}</p>
      <p class="quiet small figures">{w.people(people)}</p>
      <div class="field">
        <label for={id}>{w.places}</label>
        <select id={id} value={places} onChange={({ currentTarget }) => setPlaces(Number(currentTarget.value))}>
          {counts.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </div>
      <ProblemNotice problem={act.problem} />
      <Button
        kind="primary"
        wide
        busy={act.busy}
        onClick={async () => {
          if (await act.run(() => joinWaiting(performance.id, places))) reload()
        }}
      >
        {w.join}
      </Button>
    </>
  )
}
