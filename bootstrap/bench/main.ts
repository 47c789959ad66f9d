import { parseArgs } from 'node:util'
import { serviceNames } from '@tiketi/contracts/routes'
import { atLeast, atMost, type Figure, told } from '../proof/figures.ts'
import { peakMemoryMiB } from '../proof/process-use.ts'
import { prove } from '../proof/prove.ts'
import { type Ground, layGround } from './ground.ts'
import type { Row } from './row.ts'
import { best } from './rows/best.ts'
import { eventList } from './rows/event-list.ts'
import { hold } from './rows/hold.ts'
import { joinLine } from './rows/join.ts'
import { purchases } from './rows/purchase.ts'
import { refunds } from './rows/refund.ts'
import { standing } from './rows/standing.ts'

const rows: Row[] = [eventList, hold, best, standing, joinLine, purchases, refunds]
const MOST_MEMORY_MIB = 200

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
const unknown = positionals.filter((name) => !rows.some((row) => row.name === name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are ${rows.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
await prove({ name: 'bench', json: values.json, measure: bench })

async function bench(folder: string): Promise<Figure[]> {
  const say = (line: string) => console.log(`${line} …`)
  await using ground = await layGround(folder, say)
  const figures: Figure[] = []
  for (const row of rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    say(`Measuring: ${row.title}`)
    figures.push(...(await figuresOf(row, ground)))
  }
  for (const name of serviceNames)
    figures.push(atMost(`memory of ${name}-service`, peakMemoryMiB(ground.system.pid(name)), 'MiB', MOST_MEMORY_MIB))
  return figures
}

async function figuresOf({ name, title, goal, measure }: Row, ground: Ground): Promise<Figure[]> {
  const { ours, limit, p99Ms, perCpuSecond, more = [] } = await measure(ground)
  return [
    atLeast(title, ours, '/s', limit, goal),
    told(`${name}: a CPU-second of the service`, perCpuSecond, 'requests'),
    told(`${name}: p99`, p99Ms, 'ms'),
    ...more,
  ]
}
