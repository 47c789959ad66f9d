import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { freePort, until } from '@tiketi/kit/testing'
import { stringify } from 'yaml'
import { startChild } from '../local/child.ts'
import type { System } from '../local/system.ts'
import { prometheus } from '../tools.ts'

interface Exemplar {
  seriesLabels: { service: string; method: string; route: string; status: string; le: string }
  exemplars: { labels: { trace_id: string }; value: string }[]
}

/** A Prometheus that reads every service of a system each second, as the one of a cluster does, until the test ends. */
export async function prometheusAt(t: TestContext, system: System) {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'prometheus-'))
  const file = join(folder, 'prometheus.yaml')
  const target = (service: ServiceName) => ({
    targets: [`127.0.0.1:${system.env(service).METRICS_PORT}`],
    labels: { service },
  })
  await writeFile(
    file,
    stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [{ job_name: 'services', static_configs: serviceNames.map(target) }],
    }),
  )
  const address = `127.0.0.1:${await freePort()}`
  const child = await startChild({
    name: 'prometheus',
    command: await prometheus(),
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--enable-feature=exemplar-storage',
    ],
    stopSignal: 'SIGKILL',
  })
  t.after(() => child.stop())
  async function ask<Data>(path: string): Promise<Data> {
    return until(async () => {
      const answer = await fetch(`http://${address}/api/v1/${path}`).catch(() => undefined)
      return answer?.ok ? ((await answer.json()) as { data: Data }).data : undefined
    })
  }
  return {
    /** What it made of each service's metrics when it last read them. */
    async health(): Promise<Record<string, string>> {
      const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets?state=active')
      return Object.fromEntries(
        activeTargets.map(({ labels, health, lastError }) => [labels.service, lastError || health]),
      )
    },
    async exemplars(metric: string): Promise<Exemplar[]> {
      const [from, to] = [-600, 600].map((seconds) => Date.now() / 1_000 + seconds)
      return ask(`query_exemplars?query=${metric}&start=${from}&end=${to}`)
    },
  }
}

interface Target {
  labels: { service: string }
  health: string
  lastError: string
}
