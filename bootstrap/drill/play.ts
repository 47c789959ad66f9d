import { setTimeout as pause } from 'node:timers/promises'
import { whole } from './bootstrapped.ts'
import type { Drill } from './drill.ts'
import type { Outcome, Report } from './report.ts'
import { addSimulatedNodes } from './simulated.ts'
import type { Cluster, Stage } from './stage.ts'

/** What a drill waits for has limits of its own; this is for what nobody thought of. */
const LIMIT_MINUTES = 15

/** Those that are named, or all; in their own order. @throws Error with one sentence for a name that none has. */
export function chosen(drills: Drill[], names: string[]): Drill[] {
  const known = drills.map(({ name }) => name)
  const strange = names.filter((name) => !known.includes(name))
  if (strange.length > 0) throw new Error(`There is no drill ${strange.join(', ')}. There are ${known.join(', ')}.`)
  return drills.filter(({ name }) => names.length === 0 || names.includes(name))
}

/** Those that leave a cluster as it was. @throws Error with one sentence for a named one that does not. */
export function harmless(drills: Drill[], names: string[]) {
  const refused = drills.filter(({ name, pods }) => pods !== 'any' && names.includes(name))
  if (refused.length > 0)
    throw new Error(`${refused.map(({ name }) => name).join(', ')} needs a cluster of its own: leave out --kubeconfig.`)
  return drills.filter((drill) => drill.pods === 'any')
}

interface Making {
  make: () => Promise<Stage>
  say: (line: string) => void
}

/** Plays drills one after the other, those with simulated pods on one stage and those with real ones on another. */
export async function onStages(drills: Drill[], { make, say }: Making): Promise<{ outcomes: Outcome[]; last: Stage }> {
  const outcomes: Outcome[] = []
  let last: Stage | undefined
  for (const group of [drills.filter(({ pods }) => pods !== 'real'), drills.filter(({ pods }) => pods === 'real')]) {
    if (group.length === 0) continue
    await last?.stop()
    last = await make()
    if (group[0]!.pods !== 'real') await addSimulatedNodes(last)
    for (const drill of group) {
      // One that may be somebody's cluster takes it as it finds it.
      if (drill.pods === 'any') await whole(last)
      outcomes.push(await play(drill, last, say))
    }
  }
  return { outcomes, last: last! }
}

export async function onCluster(drills: Drill[], cluster: Cluster, say: Making['say']): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const drill of drills) if (drill.pods === 'any') outcomes.push(await play(drill, cluster, say))
  return outcomes
}

async function play<C extends Cluster>(
  drill: { name: string; title: string; run(on: C, report: Report): Promise<void> },
  on: C,
  say: Making['say'],
): Promise<Outcome> {
  say(`${drill.name}: ${drill.title}`)
  const outcome: Outcome = { drill: drill.name, title: drill.title, seconds: 0, figures: [] }
  const begun = performance.now()
  const report: Report = { say: (line) => say(`  ${line}`), add: (...figures) => outcome.figures.push(...figures) }
  const limit = new AbortController()
  const late = pause(LIMIT_MINUTES * 60_000, undefined, { ref: false, signal: limit.signal }).then(() => {
    throw new Error(`It was not over after ${LIMIT_MINUTES} minutes.`)
  })
  try {
    await Promise.race([drill.run(on, report), late])
  } catch (error) {
    outcome.failure = (error as Error).message
    say(`  ${outcome.failure}`)
  } finally {
    late.catch(() => {})
    limit.abort()
  }
  outcome.seconds = (performance.now() - begun) / 1_000
  return outcome
}
