import type { ServiceName } from '@tiketi/contracts/routes'
import { atMost, none, told } from '../../proof/figures.ts'
import type { StageDrill } from '../drill.ts'
import { nextVersion } from '../ground/faults.ts'
import { Load } from '../ground/load.ts'
import { endOf, onlyRuns } from '../ground/rollouts.ts'
import { standing } from '../ground/standing.ts'

/** The one that holds most of what a careless change would lose: sockets, and who is where in line. */
const SERVICE: ServiceName = 'queue'
/** From the merge until the first new pod serves, as the proposal asks. */
const RUNNING_SECONDS = 600

/** A commit of a new digest goes from a tenth of the traffic to all of it, and nobody notices. */
export const goodVersion: StageDrill = {
  name: 'good-version',
  title: 'a good version replaces the old one under buyers',
  minutes: 15,
  pods: 'real',
  async run(stage, report) {
    const ground = await standing(stage, report)
    report.say('Buyers come')
    await using load = await Load.begin(ground, { buyers: 4, inLine: 4 })
    const next = await nextVersion(ground.images, ground.current[SERVICE])
    const from = performance.now()
    const seconds = () => (performance.now() - from) / 1_000
    const head = await stage.source.release({ [SERVICE]: next.digest })
    const end = await endOf(stage, SERVICE, next.digest, report.say)
    const promoted = seconds()
    if (end.how !== 'promoted') {
      await load.end()
      // The next drill begins with what was good.
      await stage.source.revert(head)
      throw new Error(`A good version was ${end.how}: ${end.said}`)
    }
    await stage.argo.settled(head)
    const settled = seconds()
    // The old pods go on until nobody comes to them any longer.
    await onlyRuns(stage, SERVICE, next.digest)
    const gone = seconds()
    await load.end()

    const seen = load.since(from)
    const revisions = ground.balancer.passed.filter(({ at, path }) => at >= from && path.includes(`/${SERVICE}/`))
    const first = revisions.find(({ revision }) => revision !== revisions[0]?.revision)
    report.add(
      atMost('until the first new pod serves a buyer', ((first?.at ?? Infinity) - from) / 1_000, 's', RUNNING_SECONDS),
      told('until all of the traffic is on it', promoted, 's'),
      told('until Argo CD says Synced and Healthy', settled, 's'),
      told('until the last old pod is gone', gone, 's'),
      told('requests of buyers meanwhile', seen.asked.length, 'requests'),
      told('tickets bought meanwhile', seen.count('bought'), 'tickets'),
      told('95 % were answered within', seen.p95Ms, 'ms'),
      none('failed requests', seen.failed.length, 'requests'),
      none('payments declined', seen.count('declined'), 'payments'),
      none('places in line lost', seen.count('place lost'), 'places'),
      told('sockets that came back to another pod', seen.count('reconnected'), 'sockets'),
    )
    for (const { what, status } of seen.failed.slice(0, 5)) report.say(`Failed: ${what} ${status}`)
  },
}
