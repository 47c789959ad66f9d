import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { endLeftovers, runMark } from '../leftovers.ts'

async function sleeper(t: TestContext, folder: string) {
  const child = spawn('sleep', ['600'], { env: { ...process.env, ...runMark(folder) } })
  await once(child, 'spawn')
  t.after(() => child.kill())
  return child
}

test('what a killed run left behind is ended, and nothing of another run', async (t) => {
  const left = await sleeper(t, '/somewhere/mine')
  const strange = await sleeper(t, '/somewhere/mine-too')
  const ended = once(left, 'exit')
  assert.equal(await endLeftovers('/somewhere/mine'), 1)
  await ended
  assert.equal(strange.exitCode ?? strange.signalCode, null)
  assert.equal(await endLeftovers('/somewhere/mine'), 0)
})
