import { parseArgs } from 'node:util'
import { prove } from '../proof/prove.ts'
import { freePorts } from '../test/whole-system.ts'
import { drill } from './drill.ts'

const { values } = parseArgs({ options: { json: { type: 'string' } } })
await prove({
  name: 'recovery',
  json: values.json,
  measure: async (folder) => drill({ ports: await freePorts(), folder, say: (line) => console.log(`${line} …`) }),
})
