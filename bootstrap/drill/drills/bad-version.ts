import type { ServiceName } from '@tiketi/contracts/routes'
import { servicesOf } from '../../../cdk8s/constructs/names.ts'
import { drill } from '../../../cdk8s/environments/staging.ts'
import { atMost, type Figure, none, told } from '../../proof/figures.ts'
import { isTrue } from '../control-plane/room.ts'
import type { StageDrill } from '../drill.ts'
import { brokenVersion, type Fault, faults } from '../ground/faults.ts'
import type { Ground } from '../ground/ground.ts'
import { Load } from '../ground/load.ts'
import { endOf } from '../ground/rollouts.ts'
import type { Seen } from '../ground/seen.ts'
import { standing } from '../ground/standing.ts'
import type { Report } from '../report.ts'
import type { Stage } from '../stage.ts'

const SERVICE: ServiceName = 'payment'
/** What a new version is given at first. */
const CANARY_SHARE = 0.1
/** Until the old version has everybody again, as the proposal asks. */
const ROLLBACK_SECONDS = 60
/** A buyer who waits for longer is hurt. */
const SLOW_MS = 1_500

/** How many a fault hurts, and among how many. */
const hurtBy: Record<Fault, (seen: Seen) => { hurt: number; all: number }> = {
  errors: (seen) => ({ hurt: seen.failed.length, all: seen.asked.length }),
  slow: (seen) => ({ hurt: seen.slowerThan(SLOW_MS).length, all: seen.asked.length }),
  payments: (seen) => ({ hurt: seen.count('declined'), all: seen.count('declined') + seen.count('bought') }),
}

/** Commits that break a service in three ways: each is taken back by its own analysis. */
export const badVersion: StageDrill = {
  name: 'bad-version',
  title: 'a bad version is taken back by itself',
  minutes: 15,
  pods: 'real',
  async run(stage, report) {
    const ground = await standing(stage, report)
    report.say('Buyers come')
    await using load = await Load.begin(ground, { buyers: 6, inLine: 0 })
    for (const fault of Object.keys(faults) as Fault[])
      report.add(...(await commitOne(stage, report, ground, load, fault)))
    await load.end()
    report.say(`On a clock ${Math.round(1 / drill.clock)} times as fast as production's`)
  },
}

async function commitOne(stage: Stage, report: Report, ground: Ground, load: Load, fault: Fault): Promise<Figure[]> {
  report.say(`A version of ${SERVICE} with a fault: ${fault}`)
  const broken = await brokenVersion(ground.images, ground.current[SERVICE], fault)
  const from = performance.now()
  const released = await stage.source.release({ [SERVICE]: broken.digest })
  const end = await endOf(stage, SERVICE, broken.digest, report.say)
  const verdict = performance.now()
  if (end.how !== 'aborted') {
    await stage.source.revert(released)
    throw new Error(`A version with ${fault} was ${end.how}: ${end.said}`)
  }
  await isTrue('the old version has all of the traffic', async () => isBack(ground))
  const back = performance.now()

  const head = await stage.source.revert(released)
  await stage.argo.settled(head)
  const whole = performance.now()
  const { hurt, all } = hurtBy[fault](load.since(from, back).of(SERVICE))
  const after = hurtBy[fault](load.since(back, whole).of(SERVICE))
  const of = fault === 'payments' ? 'payments' : 'requests'
  return [
    told(`${fault}: from the commit until the verdict`, (verdict - from) / 1_000, 's'),
    atMost(`${fault}: from it until the old version has everybody`, (back - verdict) / 1_000, 's', ROLLBACK_SECONDS),
    told(`${fault}: asked of the service meanwhile`, all, of),
    told(`${fault}: of these hurt`, hurt, of),
    atMost(`${fault}: share of the hurt`, hurt / all, '', CANARY_SHARE),
    none(`${fault}: hurt after the old version has everybody`, after.hurt, of),
    told(`${fault}: from the revert until Argo CD says Synced and Healthy`, (whole - back) / 1_000, 's'),
  ]
}

/** Of ping and pong one has all of it, and the other none. */
function isBack({ balancer }: Ground): boolean {
  const weights = balancer.weights(SERVICE)
  const { ping, pong } = servicesOf(SERVICE)
  return [weights[ping], weights[pong]].toSorted().join() === '0,100'
}
