import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endLeftovers } from '../local/leftovers.ts'
import { table } from '../proof/figures.ts'
import { chaos } from './chaos.ts'

const MOST = 1_000
/** Whatever hangs, hangs no longer. */
const FAULT_AND_SWEEP_MS = 15_000
const START_AND_END_MS = 300_000

const { values } = parseArgs({
  options: { faults: { type: 'string', default: '200' }, seed: { type: 'string' }, json: { type: 'string' } },
})
const faults = Number(values.faults)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!Number.isInteger(faults) || faults < 1 || faults > MOST || !Number.isInteger(seed)) {
  console.error(`npm run chaos -- [--faults 1..${MOST}] [--seed N] [--json FILE]`)
  process.exit(2)
}
const runs = join(import.meta.dirname, '../../.local/chaos')
await mkdir(runs, { recursive: true })
const folder = await mkdtemp(join(runs, 'run-'))
process.once('SIGINT', () => giveUp(130))
process.once('SIGTERM', () => giveUp(143))
const bound = setTimeout(
  () => {
    console.error('Chaos took longer than it may.')
    void giveUp(1)
  },
  START_AND_END_MS + faults * FAULT_AND_SWEEP_MS,
)
try {
  const { figures, wrongs } = await chaos({ faults, seed, folder, say: (line) => console.log(`${line} …`) })
  console.log(`\n${table(figures)}`)
  for (const wrong of wrongs) console.log(wrong)
  console.log(`\nThe same faults again: npm run chaos -- --faults ${faults} --seed ${seed}`)
  if (values.json) await writeFile(values.json, JSON.stringify(figures, null, 2))
  if (figures.some(({ ok }) => !ok)) process.exitCode = 1
} finally {
  clearTimeout(bound)
  await rm(folder, { recursive: true, force: true })
}

async function giveUp(code: number) {
  await endLeftovers(folder)
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}
