import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localPorts } from './addresses.ts'
import { environmentOf, serviceCalled } from './environment.ts'
import { localSecrets } from './secrets.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, '.local')

// Runs one service by hand, restarted at every change of its files, in a system that was started without it.
try {
  const service = serviceCalled(process.argv[2])
  const surroundings = { ports: localPorts(), secrets: await localSecrets(folder), dataDir: join(folder, 'data') }
  const child = spawn(process.execPath, ['--watch', join(root, `services/${service}-service/src/main.ts`)], {
    stdio: 'inherit',
    env: { ...process.env, ...environmentOf(service, surroundings), ...(await redisCluster()) },
  })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
  child.on('exit', (code) => process.exit(code ?? 1))
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

/** The settings of the cluster, if the system runs on one. */
async function redisCluster(): Promise<Record<string, string>> {
  const file = join(folder, 'data/redis-cluster/environment.json')
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {}
}
