import { Failed } from '../components/failed.tsx'
import { useLoaded } from '../components/use-loaded.ts'
import type { PageProps } from '../routing/routes.ts'
import { ConsoleFrame } from './console-frame.tsx'
import { readPlan } from './console-requests.ts'
import { consoleWords } from './console-words.ts'
import { PlanPreview } from './plan-preview.tsx'

/** One plan, as it stays. */
export default function PlanPage({ params }: PageProps) {
  const loaded = useLoaded(`plan ${params.planId}`, (signal) => readPlan(params.planId!, signal))
  if (loaded.problem) return <Failed problem={loaded.problem} retry={loaded.reload} />
  return (
    <ConsoleFrame title={loaded.value?.name ?? consoleWords().plan}>
      {loaded.value ? <PlanPreview plan={loaded.value.plan} /> : <div class="skeleton console-skeleton" />}
    </ConsoleFrame>
  )
}
