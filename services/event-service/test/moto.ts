import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { freePort, until } from '@tiketi/kit/testing'

/** A server that answers as AWS does, for all tests of a file: it takes seconds to start. It ends with the process. */
export async function testMoto(): Promise<string> {
  const port = await freePort()
  const server = process.env.TIKETI_TEST_MOTO
  assert.ok(server, 'Run this file by `npm test -- services/event-service/test/images.test.ts`.')
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  process.once('exit', () => child.kill('SIGKILL'))
  child.unref()
  const endpoint = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    )
  await until(answers, { timeoutMs: 60_000 })
  return endpoint
}
