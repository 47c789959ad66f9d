import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { prove } from '../proof/prove.ts'
import { chaos } from './chaos.ts'

const FAULTS = 200
const MOST = 1_000
/** Whatever hangs, hangs no longer. */
const FAULT_AND_SWEEP_MS = 20_000
const START_AND_END_MS = 300_000

const { values } = parseArgs({
  options: { faults: { type: 'string' }, seed: { type: 'string' }, json: { type: 'string' } },
})
const faults = Number(values.faults ?? FAULTS)
const seed = Number(values.seed ?? randomInt(2 ** 31))
if (!Number.isInteger(faults) || faults < 1 || faults > MOST || !Number.isInteger(seed)) {
  console.error(`npm run chaos -- [--faults 1..${MOST}] [--seed N] [--json FILE]`)
  process.exit(2)
}
const bound = setTimeout(
  () => {
    console.error('Chaos took longer than it may.')
    process.kill(process.pid, 'SIGTERM')
  },
  START_AND_END_MS + faults * FAULT_AND_SWEEP_MS,
)
await prove({ name: 'chaos', json: values.json, measure: (folder) => chaos({ faults, seed, folder }) })
clearTimeout(bound)
