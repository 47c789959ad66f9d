import assert from 'node:assert/strict'
import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Source } from './source.ts'

const digest = (digit: string) => `sha256:${digit.repeat(64)}`
const rollout = (source: Source, service: string) =>
  readFile(join(source.folder, `rendered/drill/${service}/rollout.${service}.yaml`), 'utf8')

test('a revert takes back one release and leaves the later ones', async () => {
  let told = 0
  const source = await Source.make(await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'source-')), async () => {
    told += 1
  })
  const before = await rollout(source, 'auth')
  assert.doesNotMatch(before, /github\.com\/tiketi/)
  const first = await source.release({ auth: digest('a') })
  assert.match(await rollout(source, 'auth'), new RegExp(digest('a')))
  await source.release({ queue: digest('b') })
  await source.revert(first)
  assert.equal(await rollout(source, 'auth'), before)
  assert.match(await rollout(source, 'queue'), new RegExp(digest('b')))
  // What was reverted does not come back with the next one.
  await source.release({ event: digest('c') })
  assert.equal(await rollout(source, 'auth'), before)
  assert.match(await rollout(source, 'queue'), new RegExp(digest('b')))
  assert.equal(told, 4)
})

test('releases that are taken back together are never seen one by one', async () => {
  const heads: string[] = []
  const source = await Source.make(await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'source-')), async () => {
    heads.push(await rollout(source, 'auth'))
  })
  const before = await rollout(source, 'auth')
  const first = await source.release({ auth: digest('a') })
  const second = await source.release({ auth: digest('b') })
  await source.revert(second, first)
  assert.equal(heads.length, 3)
  assert.equal(heads.at(-1), before)
})
