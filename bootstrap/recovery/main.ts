import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { endLeftovers } from '../local/leftovers.ts'
import { table } from '../proof/figures.ts'
import { freePorts } from '../test/whole-system.ts'
import { drill } from './drill.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
const drills = join(import.meta.dirname, '../../.local/recovery')
await mkdir(drills, { recursive: true })
const folder = await mkdtemp(join(drills, 'drill-'))
process.on('SIGINT', () => giveUp(130))
process.on('SIGTERM', () => giveUp(143))
try {
  const figures = await drill({ ports: await freePorts(), folder, say: (line) => console.log(`${line} …`) })
  console.log(`\n${table(figures)}`)
  if (values.json) await writeFile(values.json, JSON.stringify(figures, null, 2))
  if (figures.some(({ ok }) => !ok)) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function giveUp(code: number) {
  await endLeftovers(folder)
  await rm(folder, { recursive: true, force: true })
  process.exit(code)
}
