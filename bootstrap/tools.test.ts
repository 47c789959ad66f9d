import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { download } from './tool-ways.ts'

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

test("a publisher's download is taken if it is what was pinned, and nothing else", async (t) => {
  const zip = await zipOf(t, 'greeter', '#!/bin/sh\necho hello\n')
  const server = createServer((_request, response) => response.end(zip)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/greeter.zip`
  const machine = `${process.platform}-${process.arch}`
  const sha256 = createHash('sha256').update(zip).digest('hex')

  const other = await download('greeter', {
    [machine]: { url, sha256: sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) },
  })()
  assert.deepEqual(other, { no: `${url} gave something else than was pinned` })
  const taken = await download('greeter', { [machine]: { url, sha256 } })()
  assert.ok('path' in taken)
  t.after(() => rm(dirname(taken.path), { recursive: true }))
  assert.equal((await exec(taken.path)).stdout, 'hello\n')
  assert.deepEqual(await download('greeter', {})(), { no: `no download for ${machine} is pinned` })
})

async function zipOf(t: TestContext, name: string, text: string): Promise<Buffer> {
  const folder = await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'zip-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, name), `${text}# ${folder}\n`)
  await exec('python3', ['-m', 'zipfile', '-c', join(folder, 'made.zip'), join(folder, name)])
  return readFile(join(folder, 'made.zip'))
}
