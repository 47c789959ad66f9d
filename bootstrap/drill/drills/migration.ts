import type { V1Job, V1Pod } from '@kubernetes/client-node'
import { NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import { type Figure, none, told } from '../../proof/figures.ts'
import { isTrue } from '../control-plane/room.ts'
import type { StageDrill } from '../drill.ts'
import type { Ground } from '../ground/ground.ts'
import { Load } from '../ground/load.ts'
import { endOf, onlyRuns } from '../ground/rollouts.ts'
import { contracted, expanded, SERVICE, unmigratable, weaned } from '../ground/schema-versions.ts'
import { standing } from '../ground/standing.ts'
import type { Image } from '../node-agent/images.ts'
import type { Report } from '../report.ts'
import type { Stage } from '../stage.ts'

const GIVEN_UP = { timeoutMs: 120_000, everyMs: 500 }

/** Tables change in steps that two versions can both live with, and not at all when a step fails. */
export const migration: StageDrill = {
  name: 'migration',
  title: 'tables grow and shrink under two versions at once, and a migration that fails stops before the pods',
  minutes: 16,
  pods: 'real',
  async run(stage, report) {
    const ground = await standing(stage, report)
    const { images, current } = ground
    report.say('Buyers come')
    await using load = await Load.begin(ground, { buyers: 4, inLine: 0 })
    const begun = performance.now()
    const releases = new Releases(stage)
    const roll = async (what: string, image: Image) =>
      report.add(...(await rollOut(stage, report, { ground, releases, what, image })))
    try {
      await roll('a column is added and used', await expanded(images, current[SERVICE]))
      await roll('the column is no longer used', await weaned(images, current[SERVICE]))
      await roll('the column is dropped', await contracted(images, current[SERVICE]))
      report.add(...(await failOne(stage, report, { releases, image: await unmigratable(images, current[SERVICE]) })))
    } finally {
      await releases.takeBackAll()
    }
    await load.end()
    const seen = load.since(begun)
    report.add(
      told('requests of buyers meanwhile', seen.asked.length, 'requests'),
      told('tickets bought meanwhile', seen.count('bought'), 'tickets'),
      none('failed requests', seen.failed.length, 'requests'),
      none('payments declined', seen.count('declined'), 'payments'),
    )
    for (const { what, status } of seen.failed.slice(0, 5)) report.say(`Failed: ${what} ${status}`)
    await stage.argo.settled(stage.source.head)
  },
}

/** What was committed, so that the next drill begins with what was good, however this one ends. */
class Releases {
  readonly #source: Stage['source']
  readonly #commits: string[] = []

  constructor({ source }: Stage) {
    this.#source = source
  }

  async add({ digest }: Image): Promise<string> {
    const commit = await this.#source.release({ [SERVICE]: digest })
    this.#commits.push(commit)
    return commit
  }

  takeBack(): Promise<string> {
    return this.#source.revert(this.#commits.pop()!)
  }

  /** At once: a version on the way back may need the column that is gone. */
  async takeBackAll(): Promise<void> {
    if (this.#commits.length > 0) await this.#source.revert(...this.#commits.splice(0).toReversed())
  }
}

interface Release {
  releases: Releases
  image: Image
}

/** To its end; both versions must have served buyers on the same tables. */
async function rollOut(
  stage: Stage,
  report: Report,
  { ground, releases, what, image }: Release & { ground: Ground; what: string },
): Promise<Figure[]> {
  const { digest } = image
  report.say(what)
  const from = performance.now()
  const commit = await releases.add(image)
  const end = await endOf(stage, SERVICE, digest, report.say)
  if (end.how !== 'promoted') throw new Error(`${what}: the version was ${end.how}: ${end.said}`)
  await stage.argo.settled(commit)
  const early = await podsBeforeTables(stage, digest)
  await onlyRuns(stage, SERVICE, digest)
  const [older = 0, newer = 0] = servedTogether(ground, from)
  if (older === 0 || newer === 0) throw new Error(`${what}: the two versions never served at the same time.`)
  return [
    told(`${what}: until all of the traffic is on the version`, (performance.now() - from) / 1_000, 's'),
    none(`${what}: pods that began before the tables were ready`, early, 'pods'),
    told(`${what}: answered by the older version beside the newer`, older, 'requests'),
    told(`${what}: answered by the newer version beside the older`, newer, 'requests'),
  ]
}

/** Nothing of the version may come to run, and whoever looks must learn why. */
async function failOne(stage: Stage, report: Report, { releases, image }: Release): Promise<Figure[]> {
  const { digest } = image
  report.say('A migration fails')
  const application = (await stage.argo.states()).find(({ name }) => name.endsWith(`-${SERVICE}`))!.name
  const from = performance.now()
  await releases.add(image)
  const job = await isTrue(
    'the migration is given up',
    async () => {
      const found = await jobOf(stage, digest)
      const conditions = found?.status?.conditions ?? []
      return conditions.some(({ type, status }) => type === 'Failed' && status === 'True') ? found : undefined
    },
    GIVEN_UP,
  )
  const said = await isTrue('Argo CD says so', async () => {
    const { health, results } = await stage.argo.state(application)
    const result = results.find(({ name }) => name === `Job/${job.metadata!.name}`)
    return result?.phase === 'Failed' && health === 'Degraded' && `${health}: ${result.message}`
  })
  const seconds = (performance.now() - from) / 1_000
  report.say(`Argo CD: ${said}`)
  report.say(`The migration: ${await lastWords(stage, job.metadata!.name!)}`)
  const { length: begun } = (await podsOf(stage, digest)).filter(({ metadata }) => isOfRollout(metadata!.labels))
  const head = await releases.takeBack()
  const reverted = performance.now()
  await stage.argo.settled(head)
  return [
    told('a failing migration: until it is given up and Argo CD says so', seconds, 's'),
    none('a failing migration: pods of its version', begun, 'pods'),
    told('a failing migration: from the revert until Synced and Healthy', (performance.now() - reverted) / 1_000, 's'),
  ]
}

async function podsBeforeTables(stage: Stage, digest: string): Promise<number> {
  const job = await jobOf(stage, digest)
  const ready = job?.status?.completionTime
  if (!ready) throw new Error('The migration of the version never came to its end.')
  const pods = (await podsOf(stage, digest)).filter(({ metadata }) => isOfRollout(metadata!.labels))
  return pods.filter(({ metadata }) => metadata!.creationTimestamp! < ready).length
}

/** What each of the two revisions answered, the older first, from the newer's first answer to the older's last. */
function servedTogether({ balancer }: Ground, from: number): number[] {
  const all = balancer.passed.filter(({ at, path }) => at >= from && path.startsWith(`/api/${SERVICE}/`))
  const older = all[0]?.revision
  const first = all.findIndex(({ revision }) => revision !== older)
  const last = all.findLastIndex(({ revision }) => revision === older)
  const both = first < 0 ? [] : all.slice(first, last + 1)
  const { length: olderCount } = both.filter(({ revision }) => revision === older)
  return [olderCount, both.length - olderCount]
}

const isOfRollout = (labels: Record<string, string> = {}) => 'rollouts-pod-template-hash' in labels

async function podsOf({ objects }: Stage, digest: string): Promise<V1Pod[]> {
  const { items } = await objects.list<V1Pod>('v1', 'Pod', NAMESPACE)
  return items.filter(({ spec }) => spec!.containers[0]!.image!.endsWith(digest))
}

async function jobOf({ objects }: Stage, digest: string): Promise<V1Job | undefined> {
  const { items } = await objects.list<V1Job>('batch/v1', 'Job', NAMESPACE)
  const migrations = items.filter(({ metadata }) => metadata!.name!.startsWith(`${SERVICE}-migration-`))
  return migrations.find(({ spec }) => spec!.template.spec!.containers[0]!.image!.endsWith(digest))
}

async function lastWords({ kubectl }: Stage, job: string): Promise<string> {
  const log = await kubectl(['--namespace', NAMESPACE, 'logs', `job/${job}`, '--tail=1'])
  return log.trim()
}
