import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { freePort } from '@tiketi/kit/testing'
import { endLeftovers, runMark } from '../local/leftovers.ts'
import { migrateAll } from '../local/migrate.ts'
import { startPostgres, superuserUrl } from '../local/postgres.ts'

const runs = join(import.meta.dirname, '../../.local/test')

export interface TestCluster {
  /** Makes what tests copy their databases from, and tells them by the environment. */
  provide(): Promise<void>
  /** Ends all that this run started, tests' own servers included, and removes its files. */
  stop(): Promise<void>
}

/** PostgreSQL for one test run, in a folder of its own: several runs may go on at once. */
export async function startCluster(): Promise<TestCluster> {
  await sweepKilledRuns()
  return startClusterIn(join(runs, String(process.pid)))
}

/** The same in a folder that whoever asks takes care of. */
export async function startClusterIn(folder: string): Promise<TestCluster> {
  await mkdir(folder, { recursive: true })
  Object.assign(process.env, runMark(folder), { TIKETI_TEST_FOLDER: folder })
  const server = { dataDir: join(folder, 'postgres'), port: await freePort(), password: randomUUID() }
  const postgres = await startPostgres({ ...server, durable: false })
  return {
    async provide() {
      const adminUrl = superuserUrl(server)
      const password = randomUUID()
      const passwords = Object.fromEntries(serviceNames.map((name) => [name, password])) as Record<ServiceName, string>
      await migrateAll({ adminUrl, database: 'tiketi_template', passwords })
      Object.assign(process.env, { TIKETI_TEST_ADMIN_URL: adminUrl, TIKETI_TEST_ROLE_PASSWORD: password })
    },
    async stop() {
      await endLeftovers(folder)
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function sweepKilledRuns() {
  for (const owner of existsSync(runs) ? await readdir(runs) : []) {
    if (isTestRun(owner)) continue
    await endLeftovers(join(runs, owner))
    await rm(join(runs, owner), { recursive: true, force: true })
  }
}

function isTestRun(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('bootstrap/test/test.ts')
  } catch {
    return false
  }
}
