import { setTimeout as pause } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { atMost, none } from '../../proof/figures.ts'
import { whole } from '../bootstrapped.ts'
import { isTrue } from '../control-plane/room.ts'
import type { StageDrill } from '../drill.ts'

const PROJECT = 'projects/services.yaml'
const APPLICATION = 'drill-platform'
const CHANGED = 'rendered/drill/platform/configmap.tiketi-on-sale.yaml'
const HELD_MS = 30_000
const SYNCED_SECONDS = 60

interface Project {
  spec: { syncWindows: { schedule: string; applications: string[] }[] }
}

/** Around an on-sale nothing rolls by itself, and a person still may. */
export const syncWindow: StageDrill = {
  name: 'window',
  title: 'around an on-sale nothing syncs by itself',
  minutes: 10,
  pods: 'simulated',
  async run(stage, report) {
    await whole(stage)
    report.say("The window opens now, and for the drill's applications")
    const opened = await stage.source.commit('A sale opens now', (files) =>
      files.set(PROJECT, openNow(files.get(PROJECT)!)),
    )
    await stage.argo.settled(opened, { names: ['root'] })

    const committed = await stage.source.commit('A title is changed', (files) =>
      files.set(CHANGED, files.get(CHANGED)!.replace('A sale, from the line', 'One sale, from the line')),
    )
    await isTrue('the change is seen', async () => {
      const { sync, revision } = await stage.argo.state(APPLICATION)
      return sync === 'OutOfSync' && revision === committed
    })
    report.say(`It is held back for ${HELD_MS / 1_000} s`)
    await pause(HELD_MS)
    const held = await stage.argo.state(APPLICATION)
    report.add(none('syncs by itself inside the window', held.sync === 'OutOfSync' ? 0 : 1, 'syncs'))

    report.say('A person syncs it')
    const begun = performance.now()
    await stage.argo.sync(APPLICATION)
    await stage.argo.settled(committed, { names: [APPLICATION] })
    const seconds = (performance.now() - begun) / 1_000
    report.add(atMost('by hand inside the window: until it is Synced', seconds, 's', SYNCED_SECONDS))

    report.say('The window closes')
    const closed = await stage.source.revert(opened)
    await stage.argo.settled(closed, { names: ['root'] })
    const end = performance.now()
    await stage.argo.settled(await stage.source.revert(committed))
    const after = (performance.now() - end) / 1_000
    report.add(atMost('after the window: until a commit is Synced', after, 's', SYNCED_SECONDS))
  },
}

/** The committed window, but all day long and for the applications of this cluster. */
function openNow(text: string): string {
  const project = parse(text) as Project
  for (const window of project.spec.syncWindows)
    Object.assign(window, { schedule: '0 0 * * *', duration: '24h', applications: ['drill-*'] })
  return stringify(project)
}
