import { join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { localPorts } from './addresses.ts'
import { seedDemo } from './demo.ts'
import { serviceCalled } from './environment.ts'
import { startSystem } from './system.ts'
import { tossSettings } from './toss.ts'
import { welcome } from './welcome.ts'

const folder = join(import.meta.dirname, '../../.local')

const interruption = new AbortController()
const interrupted = Promise.withResolvers<void>()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => {
    interruption.abort(new Error(`Ended by ${name}.`))
    interrupted.resolve()
  })

try {
  await run()
} catch (error) {
  if (!interruption.signal.aborted) {
    console.error(styleText('red', (error as Error).message))
    process.exit(1)
  }
}
process.exit(0)

async function run() {
  const { values } = parseArgs({
    options: { fresh: { type: 'boolean', default: false }, without: { type: 'string', multiple: true, default: [] } },
  })
  const begun = performance.now()
  const system = await startSystem({
    ports: localPorts(),
    folder,
    fresh: values.fresh,
    pictures: true,
    without: values.without.map(serviceCalled),
    say: (line) => console.log(line),
    environment: tossSettings(process.env),
    redisCluster: process.env.REDIS_CLUSTER === 'true',
    signal: interruption.signal,
  })
  try {
    const logIns = await seedDemo(system)
    console.log(welcome(system, logIns, (performance.now() - begun) / 1_000))
    await Promise.race([interrupted.promise, system.died.then((how) => Promise.reject(new Error(how)))])
  } finally {
    console.log('\nEnding everything')
    await system.stop()
  }
}
