import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { until } from '@tiketi/kit/testing'
import { seedDemo } from '../local/demo.ts'
import { startSystem } from '../local/system.ts'
import { type Figure, none, told } from '../proof/figures.ts'
import { prove } from '../proof/prove.ts'
import { account } from '../test/purchase/shop.ts'
import { freePorts } from '../test/whole-system.ts'
import { type Asked, ask } from './ask.ts'

/** Of each operation, as each of those who ask. */
const QUESTIONS = 10
/** Whatever is found can be found again. */
const SEED = 20_261_124

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !serviceNames.some((service) => service === name))
if (unknown.length > 0) {
  console.error(`There is no service ${unknown.join(', ')}. There are ${serviceNames.join(', ')}.`)
  process.exit(2)
}
const seed = Number(values.seed ?? SEED)
const wanted = serviceNames.filter((name) => positionals.length === 0 || positionals.includes(name))

await prove({ name: 'fuzz', json: values.json, measure: fuzz })

async function fuzz(folder: string): Promise<Figure[]> {
  console.log('Starting Tiketi …')
  const ports = await freePorts()
  const system = await startSystem({ ports, folder, pictures: true })
  try {
    await seedDemo(system)
    await until(() => fetch(`http://127.0.0.1:${ports.pictures}`).catch(() => undefined))
    const buyer = await account(system, 'fuzz-buyer@example.com')
    const everything = await account(system, 'fuzz-all@example.com', 'organiser', 'staff', 'admin')
    const tokens = { nobody: undefined, 'a buyer': buyer.token, 'somebody with every role': everything.token }
    const figures: Figure[] = []
    for (const service of wanted) {
      const asked: Asked[] = []
      for (const [who, token] of Object.entries(tokens)) {
        console.log(`Asking ${service}-service as ${who} …`)
        asked.push(await askService(service, { port: ports[service], token, file: join(folder, `${service}.json`) }))
        if (asked.at(-1)!.faults > 0) console.log(asked.at(-1)!.said)
      }
      figures.push(...figuresOf(service, asked))
    }
    return figures
  } finally {
    await system.stop()
  }
}

interface Service {
  port: number
  token: string | undefined
  file: string
}

function askService(service: ServiceName, { port, token, file }: Service): Promise<Asked> {
  const url = `http://127.0.0.1:${port}/api/${service}/openapi.json`
  return ask({ url, token, seed, questions: QUESTIONS, file })
}

function figuresOf(service: ServiceName, asked: Asked[]): Figure[] {
  const sum = (of: 'questions' | 'faults') => asked.reduce((so, one) => so + one[of], 0)
  return [
    told(`${service}: operations`, asked[0]!.operations, 'operations'),
    told(`${service}: questions`, sum('questions'), 'questions'),
    none(`${service}: answers that are a 5xx or outside the description`, sum('faults'), 'answers'),
  ]
}
