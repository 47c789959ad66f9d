import { setTimeout as pause } from 'node:timers/promises'
import { whole } from './bootstrapped.ts'
import { awaited } from './control-plane/room.ts'
import type { Drill } from './drill.ts'
import { standing } from './ground/standing.ts'
import type { Outcome, Report } from './report.ts'
import { addSimulatedNodes } from './simulated.ts'
import type { Cluster, Stage } from './stage.ts'

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
  for (const { pods, group } of groupsOf(drills)) {
    let fresh = true
    for (const drill of group) {
      if (fresh) {
        await last?.stop()
        last = await make()
        if (pods === 'simulated') await addSimulatedNodes(last)
      }
      const stage = last!
      // One that may be somebody's cluster takes it as it finds it.
      const ready = () => (pods === 'real' ? standing(stage, { say }) : whole(stage))
      const { outcome, late } = await play(drill, stage, say, drill.pods === 'any' ? ready : undefined)
      outcomes.push(outcome)
      // One that was given up may still be at work on its stage.
      fresh = late
    }
  }
  return { outcomes, last: last! }
}

/** What plays with any pods needs no stage of its own where another is. */
function groupsOf(drills: Drill[]) {
  const real = drills.filter(({ pods }) => pods === 'real')
  const simulated = drills.filter(({ pods }) => pods === 'simulated')
  const any = drills.filter(({ pods }) => pods === 'any')
  const onReal = simulated.length === 0 && real.length > 0
  return [
    { pods: 'simulated', group: onReal ? [] : drills.filter((drill) => !real.includes(drill)) },
    { pods: 'real', group: onReal ? [...real, ...any] : real },
  ]
}

export async function onCluster(drills: Drill[], cluster: Cluster, say: Making['say']): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const drill of drills) if (drill.pods === 'any') outcomes.push((await play(drill, cluster, say)).outcome)
  return outcomes
}

async function play<C extends Cluster>(
  drill: { name: string; title: string; minutes: number; run(on: C, report: Report): Promise<void> },
  on: C,
  say: Making['say'],
  ready?: () => Promise<unknown>,
): Promise<{ outcome: Outcome; late: boolean }> {
  say(`${drill.name}: ${drill.title}`)
  const outcome: Outcome = { drill: drill.name, title: drill.title, seconds: 0, figures: [] }
  const begun = performance.now()
  const report: Report = { say: (line) => say(`  ${line}`), add: (...figures) => outcome.figures.push(...figures) }
  const run = async () => {
    await ready?.()
    await drill.run(on, report)
  }
  const limit = new AbortController()
  let late = false
  const over = pause(drill.minutes * 60_000, undefined, { signal: limit.signal }).then(() => {
    late = true
    throw new Error(`It was given up after ${drill.minutes} minutes. It waited for: ${awaited()}.`)
  })
  try {
    await Promise.race([run(), over])
  } catch (error) {
    outcome.failure = (error as Error).message
    say(`  ${outcome.failure}`)
  } finally {
    over.catch(() => {})
    limit.abort()
  }
  outcome.seconds = (performance.now() - begun) / 1_000
  return { outcome, late }
}
