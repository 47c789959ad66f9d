import assert from 'node:assert/strict'
import { test } from 'node:test'
import { every } from '../src/jobs.ts'
import { until } from '../src/testing.ts'
import { log } from './stage.ts'

test('a job never overlaps itself, and one failure does not end it', async (t) => {
  let [running, most, runs] = [0, 0, 0]
  const job = every(
    1,
    'count',
    async () => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      if (++runs === 2) throw new Error('once')
    },
    log,
  )
  t.after(() => job.stop())
  await until(() => runs >= 10)
  assert.equal(most, 1)
})

test('stopping a job waits for the run under way, and no other follows', async () => {
  const begun = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  let runs = 0
  const job = every(
    1,
    'wait',
    async () => {
      begun.resolve()
      await gate.promise
      runs++
    },
    log,
  )
  await begun.promise
  const stopped = job.stop()
  gate.resolve()
  await stopped
  assert.equal(runs, 1)
  await every(60_000, 'far away', async () => assert.fail(), log).stop()
})
