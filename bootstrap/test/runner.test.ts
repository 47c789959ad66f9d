import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', `${name}.ts`)

function run(...files: string[]): Promise<{ code: number; lines: string[] }> {
  const runner = join(import.meta.dirname, 'test.ts')
  // Node's own runner marks what it runs, and a marked process would report to it instead of running tests.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return new Promise((resolve) =>
    execFile(process.execPath, [runner, ...files], { env }, (error, stdout) =>
      resolve({ code: error ? Number(error.code) : 0, lines: stdout.trim().split('\n') }),
    ),
  )
}

test('a run in which a test fails, is skipped or is missing fails, and ends with the one line that counts', async () => {
  const { code, lines } = await run(fixture('shaky'), fixture('empty'))
  assert.equal(code, 1)
  assert.equal(lines.at(-1), '1 passed, 3 failed')
  assert.equal(lines.filter((line) => /^\d+ passed/.test(line)).length, 1)
})

test('every result arrives, however many come in the moment before a file is ended', async () => {
  const { code, lines } = await run(fixture('burst'))
  assert.deepEqual([code, lines.at(-1)], [0, '3001 passed, 0 failed'])
})

test('a file of which results are lost is a failure', async () => {
  const { code, lines } = await run(fixture('mute'))
  assert.equal(code, 1)
  assert.match(lines.join('\n'), /Not all of its results arrived/)
})

test('a file that is not there is a failure', async () => {
  const { code, lines } = await run(fixture('gone'))
  assert.equal(code, 1)
  assert.equal(lines.at(-1), '0 passed, 1 failed')
})
