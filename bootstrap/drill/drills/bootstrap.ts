import { atMost, told } from '../../proof/figures.ts'
import type { ApplicationState } from '../argo.ts'
import { handOver, isWhole } from '../bootstrapped.ts'
import type { StageDrill } from '../drill.ts'

/** From a merge until it runs, as the proposal asks. */
const MERGE_SECONDS = 600

/** The root is all that is given to an empty cluster. */
export const bootstrap: StageDrill = {
  name: 'bootstrap',
  title: 'an empty cluster becomes what Git says',
  minutes: 15,
  pods: 'simulated',
  async run(stage, report) {
    const begun = performance.now()
    const since = () => (performance.now() - begun) / 1_000
    const waves = new Waves()
    await handOver(stage)
    await isWhole(stage, (states) => waves.note(states, since()))
    const seconds = since()
    const resources = (await stage.argo.states()).flatMap((state) => state.resources)
    report.add(
      ...waves.figures,
      atMost('until everything is Synced and Healthy', seconds, 's', MERGE_SECONDS),
      told('objects that Argo CD looks after', resources.length, 'objects'),
    )
  },
}

/** When each wave of each application first stood. */
class Waves {
  readonly #stood = new Map<string, number>()

  note(states: ApplicationState[], seconds: number) {
    for (const { name, resources, results } of states) {
      if (name === 'root') continue
      const healthy = new Set(results.filter(({ phase }) => phase === 'Succeeded').map((result) => result.name))
      for (const [wave, members] of Map.groupBy(resources, (one) => one.wave)) {
        const stands = members.every(({ name, sync }) => sync === 'Synced' && healthy.has(name))
        const key = `${wave} ${name}`
        if (stands && !this.#stood.has(key)) this.#stood.set(key, seconds)
      }
    }
  }

  /** A wave stands when it does in every application. */
  get figures() {
    const byWave = Map.groupBy(this.#stood, ([key]) => Number.parseInt(key, 10))
    const ordered = [...byWave].toSorted(([one], [other]) => one - other)
    return ordered.map(([wave, stood]) =>
      told(`until wave ${wave} stands`, Math.max(...stood.map(([, at]) => at)), 's'),
    )
  }
}
