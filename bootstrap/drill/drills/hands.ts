import type { ServiceName } from '@tiketi/contracts/routes'
import { NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import { atMost, none } from '../../proof/figures.ts'
import { whole } from '../bootstrapped.ts'
import type { StageDrill } from '../drill.ts'
import type { Report } from '../report.ts'
import type { Stage } from '../stage.ts'
import { isAt, revisionsOf } from '../traffic.ts'

/** Has the rights of sre.yaml and no others. */
const SRE = { user: 'on-call@tiketi.com', groups: ['tiketi:sre'] }
const CANARY: ServiceName = 'auth'
const BLUE_GREEN: ServiceName = 'notification'
/** How long going back may take. */
const BACK_SECONDS = 60

/** Promote and abort, by whoever is on call, who may do nothing else. */
export const hands: StageDrill = {
  name: 'hands',
  title: "an SRE's hands on a canary and on a blue-green service",
  minutes: 10,
  pods: 'simulated',
  async run(stage, report) {
    await whole(stage)
    report.add(none('what is open to an SRE beyond that', await beyond(stage, report), 'ways'))

    // Nobody visits simulated pods, so the analysis cannot tell and waits for a person.
    const first = await release(stage, CANARY, 'a')
    report.say('A canary that waits is promoted')
    await isAt(stage, CANARY, 'waits', ({ phase }) => phase === 'Paused')
    const promoted = await timed(async () => {
      await stage.rollouts(['promote', CANARY, '--full'], SRE)
      await isAt(stage, CANARY, 'has all traffic on the new revision', isOnNewest)
    })
    await stage.argo.settled(first)

    const second = await release(stage, CANARY, 'b')
    report.say('A canary that waits is aborted')
    await isAt(stage, CANARY, 'waits', ({ phase }) => phase === 'Paused')
    const aborted = await abort(stage, CANARY)
    await takeBack(stage, second)

    const third = await release(stage, BLUE_GREEN, 'c')
    report.say('A blue-green service is switched, and back')
    await isAt(
      stage,
      BLUE_GREEN,
      'waits',
      ({ phase, traffic, stable }) => phase === 'Paused' && traffic.get(stable) === 100,
    )
    const switched = await timed(async () => {
      await stage.rollouts(['promote', BLUE_GREEN], SRE)
      await isAt(stage, BLUE_GREEN, 'has all traffic on the new revision', isOnNewest)
    })
    const back = await abort(stage, BLUE_GREEN)
    await takeBack(stage, third)
    await takeBack(stage, first)

    report.add(
      atMost('promoted: until all traffic is on the new revision', promoted, 's', BACK_SECONDS),
      atMost('aborted: until all traffic is on the old revision', aborted, 's', BACK_SECONDS),
      atMost('blue-green, promoted: until it is switched', switched, 's', BACK_SECONDS),
      atMost('blue-green, aborted: until it is switched back', back, 's', BACK_SECONDS),
    )
  },
}

async function release(stage: Stage, service: ServiceName, digit: string): Promise<string> {
  const before = await revisionsOf(stage, service)
  const commit = await stage.source.release({ [service]: `sha256:${digit.repeat(64)}` })
  await isAt(stage, service, 'has a new revision', ({ newest }) => newest !== before.newest)
  return commit
}

async function abort(stage: Stage, service: ServiceName): Promise<number> {
  return timed(async () => {
    await stage.rollouts(['abort', service], SRE)
    await isAt(stage, service, 'is back', ({ aborted, stable, traffic }) => aborted && traffic.get(stable) === 100)
  })
}

async function takeBack(stage: Stage, commit: string) {
  await stage.argo.settled(await stage.source.revert(commit))
}

function isOnNewest({ newest, traffic }: Awaited<ReturnType<typeof revisionsOf>>): boolean {
  return traffic.get(newest) === 100
}

/** Tries what would change more than a rollout's course; counts what is let through. */
async function beyond({ kubectl, rollouts }: Stage, { say }: Report): Promise<number> {
  const tries: Record<string, () => Promise<unknown>> = {
    'an image is set': () => rollouts(['set', 'image', CANARY, `${CANARY}=elsewhere/image`], SRE),
    'a rollout is restarted': () => rollouts(['restart', CANARY], SRE),
    'a rollout is scaled': () =>
      kubectl(['--namespace', NAMESPACE, 'scale', 'rollout', CANARY, '--replicas=1'], { as: SRE }),
    'a pod is deleted': () =>
      kubectl(
        ['--namespace', NAMESPACE, 'delete', 'pod', '--selector=app.kubernetes.io/name=auth', '--dry-run=server'],
        {
          as: SRE,
        },
      ),
    'secrets are read': () => kubectl(['get', 'secrets', '--all-namespaces'], { as: SRE }),
    'an application is changed': () =>
      kubectl(['--namespace=argocd', 'annotate', 'application', 'root', 'by=hand'], { as: SRE }),
  }
  let open = 0
  for (const [what, attempt] of Object.entries(tries)) {
    const refused = await attempt().then(
      () => false,
      (error: Error) => /forbidden/i.test(error.message),
    )
    if (refused) continue
    open += 1
    say(`Not forbidden: ${what}`)
  }
  return open
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1_000
}
