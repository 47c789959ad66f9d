import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { table } from '../proof/figures.ts'
import { drill } from '../recovery/drill.ts'
import { freePorts } from './whole-system.ts'

test('a database that is lost with its disk comes back as it was at a chosen second, and nobody pays for nothing', async () => {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'recovery-'))
  const said: string[] = []
  const figures = await drill({ ports: await freePorts(), folder, say: (line) => said.push(line) }).catch((error) => {
    throw new Error(`After "${said.at(-1)}": ${error.message}`, { cause: error })
  })
  assert.deepEqual(
    figures.filter(({ ok }) => !ok),
    [],
    table(figures),
  )
  const measured = Object.fromEntries(figures.map(({ name, value }) => [name, value]))
  // Else the drill would have nothing to lose, or to bring back.
  assert.ok(measured['commits until the chosen second']! > 10, table(figures))
  assert.equal(measured['forgotten payments found by the sweep'], 1, table(figures))
})
