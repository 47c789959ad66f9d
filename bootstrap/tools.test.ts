import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'

const exec = promisify(execFile)
const tools = join(import.meta.dirname, 'tools.ts')

/** What the resolver answers in a process of its own, which knows no answer yet. */
async function redisServer(env: Record<string, string>): Promise<string> {
  const script = `import { redisServer } from ${JSON.stringify(tools)}
    console.log(await redisServer().catch(({ message }) => message))`
  const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH!, ...env },
  })
  return stdout.trim()
}

test('a tool that is named by its variable is used, and a wrong name is an error, never a reason to look elsewhere', async () => {
  const path = process.env.TIKETI_TEST_REDIS_SERVER!
  assert.equal(await redisServer({ REDIS_SERVER: path }), path)
  assert.equal(
    await redisServer({ REDIS_SERVER: import.meta.filename }),
    `REDIS_SERVER is "${import.meta.filename}", which is not a program that can be run.`,
  )
})

test('Redis is found without one on PATH', async () => {
  const { stdout } = await exec(await redisServer({}), ['--version'])
  assert.match(stdout, /v=\d+\./)
})
