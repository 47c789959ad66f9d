import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkPrograms, type Pins, readPins } from './programs.ts'

const content = 'a program'
const sha256 = createHash('sha256').update(content).digest('hex')
const pins: Pins = { kwok: { module: 'kwok', package: 'sigs.k8s.io/kwok/cmd/kwok', toolchain: 'go1.26.8', sha256 } }
const folder = () => mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'programs-'))

test('a program that is absent is named, with the way to it', async () => {
  const there = await folder()
  await assert.rejects(
    checkPrograms(there, pins),
    /The drill needs the program kwok in .*: npm run drill -- --build makes it/,
  )
})

test('a program that is not what was pinned is refused', async () => {
  const there = await folder()
  await writeFile(join(there, 'kwok'), content)
  await checkPrograms(there, pins)
  await writeFile(join(there, 'kwok'), `${content}, changed`)
  await assert.rejects(checkPrograms(there, pins), /kwok is not the program that was pinned/)
})

test('one that was built there is taken, until it is changed', async () => {
  const there = await folder()
  const changed = `${content}, changed`
  await writeFile(join(there, 'built.json'), JSON.stringify({ kwok: sha256 }))
  await writeFile(join(there, 'kwok'), changed)
  await assert.rejects(checkPrograms(there, pins), /not the program that was pinned/)
  await writeFile(join(there, 'kwok'), content)
  await checkPrograms(there, { kwok: { ...pins.kwok!, sha256: 'another machine’s' } })
})

test('every program is pinned by a module of this folder, a toolchain and a checksum', async () => {
  for (const [name, pin] of Object.entries(await readPins())) {
    assert.match(pin.sha256, /^[0-9a-f]{64}$/, name)
    assert.match(pin.toolchain, /^go1\.\d+\.\d+$/, name)
  }
})
