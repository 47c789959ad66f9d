import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endLeftovers } from '../local/leftovers.ts'
import { table } from '../proof/figures.ts'
import { onSale } from './on-sale.ts'
import { page } from './page.ts'

const MOST = 50_000

const { values, positionals } = parseArgs({
  options: { buyers: { type: 'string', default: String(MOST) }, json: { type: 'string' } },
  allowPositionals: true,
})
const people = Number(values.buyers)
if (positionals.join() !== 'on-sale' || !Number.isInteger(people) || people < 300 || people > MOST) {
  console.error(`npm run load -- on-sale [--buyers 300..${MOST}] [--json FILE]`)
  process.exit(2)
}
const loads = join(import.meta.dirname, '../../.local/load')
await mkdir(loads, { recursive: true })
const folder = await mkdtemp(join(loads, 'run-'))
process.on('SIGINT', () => giveUp(130))
process.on('SIGTERM', () => giveUp(143))
try {
  const outcome = await onSale({ people, folder, say: (line) => console.log(`${line} …`) })
  console.log(`\n${table(outcome.figures)}`)
  for (const { refusals } of outcome.measured)
    for (const [answer, times] of Object.entries(refusals)) console.log(`nobody expected: ${answer} (${times} times)`)
  const report = join(loads, 'on-sale.html')
  await writeFile(report, page(outcome))
  console.log(`\nHow it went: ${report}`)
  if (values.json) await writeFile(values.json, JSON.stringify(outcome.figures, null, 2))
  if (outcome.figures.some(({ ok }) => !ok)) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function giveUp(code: number) {
  await endLeftovers(folder)
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}
