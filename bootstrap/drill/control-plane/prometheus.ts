import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { V1Pod } from '@kubernetes/client-node'
import { stringify } from 'yaml'
import { METRICS_PORT, NAMESPACE } from '../../../cdk8s/constructs/names.ts'
import type { KubeObject } from '../../../cdk8s/synth.ts'
import { startChild } from '../../local/child.ts'
import { prometheus } from '../../tools.ts'
import { ADDRESS, type Cluster } from '../stage.ts'
import { flags } from './kubernetes.ts'
import { listen } from './listen.ts'
import { answers, type Room } from './room.ts'

/** Services' own interval is for a cluster; a drill's clock is faster. */
const INTERVAL = '1s'

/** Starts Prometheus with the targets that its operator makes of the PodMonitors; the answer has its address. */
export async function startPrometheus(room: Room, cluster: Cluster, monitors: KubeObject[]) {
  const targets = await serveTargets(cluster, monitors)
  const folder = join(room.folder, 'prometheus')
  await mkdir(folder)
  const configuration = {
    global: { scrape_interval: INTERVAL, scrape_timeout: INTERVAL },
    scrape_configs: monitors.map(({ metadata }) => ({
      job_name: `${NAMESPACE}/${metadata.name}`,
      http_sd_configs: [{ url: `${targets.url}/${metadata.name}`, refresh_interval: INTERVAL }],
    })),
  }
  await writeFile(join(folder, 'prometheus.yaml'), stringify(configuration))
  const address = `127.0.0.1:${await room.port()}`
  const child = await startChild({
    name: 'prometheus',
    command: await prometheus(),
    args: flags({
      'config.file': join(folder, 'prometheus.yaml'),
      'storage.tsdb.path': join(folder, 'data'),
      'web.listen-address': address,
    }),
    env: room.mark,
    logFile: room.logFile('prometheus'),
    stopSignal: 'SIGKILL',
  })
  await room.own(child, () => answers(`http://${address}/-/ready`))
  return { url: `http://${address}`, close: targets.close }
}

/** A PodMonitor's targets by its name: Debian's Prometheus does not find pods by itself. */
async function serveTargets({ objects }: Cluster, monitors: KubeObject[]) {
  const server = createServer(async (request, response) => {
    const monitor = monitors.find(({ metadata }) => request.url === `/${metadata.name}`)
    try {
      const { items } = await objects.list<V1Pod>('v1', 'Pod', NAMESPACE)
      const targets = monitor ? items.flatMap((pod) => targetOf(pod, monitor)) : []
      response.writeHead(monitor ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(targets))
    } catch {
      // Prometheus keeps the targets that it had.
      response.writeHead(503).end()
    }
  })
  return listen(server)
}

function targetOf({ metadata, status }: V1Pod, { spec }: KubeObject) {
  const { labels = {}, annotations = {} } = metadata!
  const wanted = Object.entries(spec.selector.matchLabels)
  const address = annotations[ADDRESS]
  if (!address || status?.phase !== 'Running' || !wanted.every(([label, value]) => labels[label] === value)) return []
  const copied = (spec.podTargetLabels as string[]).map((label) => [word(label), labels[label] ?? ''])
  const [{ relabelings }] = spec.podMetricsEndpoints as [{ relabelings: Relabeling[] }]
  const given = relabelings.map(({ targetLabel, replacement }) => [targetLabel, replacement])
  const own = { namespace: NAMESPACE, pod: metadata!.name! }
  return [{ targets: [`${address}:${METRICS_PORT}`], labels: { ...own, ...Object.fromEntries([...copied, ...given]) } }]
}

interface Relabeling {
  targetLabel: string
  replacement: string
}

/** As Prometheus writes a name in which other characters stand. */
function word(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_')
}
