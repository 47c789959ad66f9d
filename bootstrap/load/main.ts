import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prove } from '../proof/prove.ts'
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
await prove({
  name: 'load',
  json: values.json,
  async measure(folder) {
    const outcome = await onSale({ people, folder, say: (line) => console.log(`${line} …`) })
    for (const { refusals } of outcome.measured)
      for (const [answer, times] of Object.entries(refusals)) console.log(`nobody expected: ${answer} (${times} times)`)
    const report = join(folder, '../on-sale.html')
    await writeFile(report, page(outcome))
    console.log(`\nHow it went: ${report}`)
    return outcome.figures
  },
})
