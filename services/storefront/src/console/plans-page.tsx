import { Button } from '../components/button.tsx'
import { Failed } from '../components/failed.tsx'
import { State } from '../components/state.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import { formatCount } from '../language/format.ts'
import { ConsoleFrame } from './console-frame.tsx'
import { listPlans } from './console-requests.ts'
import { consoleWords } from './console-words.ts'

/** An organiser's seating plans, newest first. */
export default function PlansPage() {
  const w = consoleWords()
  return (
    <ConsoleFrame title={w.plans}>
      <div class="row-acts">
        <Button kind="primary" href="/console/plans/new">
          {w.newPlan}
        </Button>
      </div>
      <PlanTable />
    </ConsoleFrame>
  )
}

function PlanTable() {
  const w = consoleWords()
  const loaded = useLoaded('console plans', (signal) => listPlans(null, signal))
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  if (!loaded.value) return <div class="skeleton console-skeleton" />
  if (loaded.value.plans.length === 0) return <State title={w.noPlans} />
  return (
    <table class="console-table">
      <thead>
        <tr>
          <th scope="col">{w.columns.name}</th>
          <th scope="col">{w.columns.places}</th>
          <th scope="col">{w.columns.grades}</th>
        </tr>
      </thead>
      <tbody>
        {loaded.value.plans.map(({ id, name, seats, grades }) => (
          <tr key={id}>
            <td>
              <a href={`/console/plans/${id}`}>{name}</a>
            </td>
            <td class="figures">{formatCount(seats)}</td>
            <td>{grades.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
