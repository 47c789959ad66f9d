import { join, relative } from 'node:path'
import { run } from 'node:test'
import { chromium, motoServer, openssl, otelCollector, redisServer, redisServerWithTls } from '../tools.ts'
import { startCluster } from './cluster.ts'
import { anyMentions, root, runsAlone, testFiles } from './files.ts'
import { Report } from './report.ts'
import { type Step, steps } from './steps.ts'

const FILES_AT_ONCE = 3
const FILE_TIMEOUT_MS = 180_000

const report = new Report()
const interruption = new AbortController()
const { signal } = interruption
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => interruption.abort(new Error(`${name} ended it before it was done.`)))

try {
  await testAll(process.argv.slice(2))
} catch (error) {
  report.fail('the run itself', (error as Error).message)
}
if (signal.aborted) report.fail('the run itself', signal.reason.message)
report.end()
process.exit(report.failures.length > 0 ? 1 : 0)

async function testAll(named: string[]) {
  const files = await testFiles(named)
  const cluster = await startCluster()
  try {
    if (named.length === 0) for (const step of steps) await runStep(step)
    await cluster.provide()
    await provideTools(files)
    await runFiles(
      files.filter((file) => !runsAlone(file)),
      FILES_AT_ONCE,
    )
    await runFiles(files.filter(runsAlone), 1)
  } finally {
    await cluster.stop()
  }
}

async function runStep({ name, check }: Step) {
  if (signal.aborted) return
  const begun = performance.now()
  try {
    await check(signal)
    report.pass(name, performance.now() - begun)
  } catch (error) {
    report.fail(name, (error as Error).message)
  }
}

/** Gives the test files, by the environment, the programs that they need. */
async function provideTools(files: string[]) {
  const tools = {
    TIKETI_TEST_REDIS_SERVER: redisServer,
    TIKETI_TEST_REDIS_TLS_SERVER: redisServerWithTls,
    TIKETI_TEST_OPENSSL: openssl,
    TIKETI_TEST_OTELCOL: otelCollector,
    TIKETI_TEST_CHROMIUM: chromium,
    TIKETI_TEST_MOTO: motoServer,
  }
  for (const [variable, find] of Object.entries(tools))
    if (await anyMentions(files, variable)) await provide(variable, find)
}

// Tests that do not need the missing tool still tell something.
async function provide(variable: string, find: () => Promise<string>) {
  try {
    process.env[variable] = await find()
  } catch (error) {
    report.fail(variable, (error as Error).message)
  }
}

async function runFiles(files: string[], concurrency: number) {
  if (files.length === 0 || signal.aborted) return
  // A file that has told all its results ends, whatever it left open: the time limit does not reach that far.
  const events = run({
    files,
    concurrency,
    signal,
    timeout: FILE_TIMEOUT_MS,
    forceExit: true,
    execArgv: ['--import', join(import.meta.dirname, 'whole-output.ts')],
    cwd: root,
  })
  await report.follow(events, (path) => relative(root, path))
}
