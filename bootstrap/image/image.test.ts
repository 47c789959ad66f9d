import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { testDatabase, testRedis, until } from '@tiketi/kit/testing'
import { environmentOf } from '../local/environment.ts'
import { localSecrets } from '../local/secrets.ts'
import { freePorts } from '../test/whole-system.ts'
import { type Confined, runConfined } from './confined.ts'
import { copyContext, start } from './dockerfile.ts'

const exec = promisify(execFile)

/** The base image, unpacked. */
const BASE_MB = 24
const LIMIT_MB = 200

/** For what another program does on a busy machine. */
const PATIENCE = { timeoutMs: 60_000 }

suite('the image, built as the Dockerfile builds it', { concurrency: 2 }, () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiketi-image-'))
    // The image's user must get to the trees in it.
    await chmod(folder, 0o755)
    copyContext(join(folder, 'src'))
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const trees = new Map<string, Promise<string>>()
  const build = (service: string) => {
    const tree = trees.get(service) ?? writeTree(service)
    trees.set(service, tree)
    return tree
  }
  const writeTree = async (service: string) => {
    const tree = join(folder, service)
    // None of the runner's own options and caches.
    const env = { PATH: process.env.PATH! }
    await exec(process.execPath, [join(folder, 'src/bootstrap/image/tree.ts'), service, tree], { env })
    return tree
  }

  for (const service of serviceNames)
    test(`${service} is small, migrates, serves, writes nowhere and drains`, async (t) => {
      const tree = await build(service)
      const { stdout } = await exec('du', ['--summarize', '--apparent-size', '--block-size=1000000', tree])
      const megabytes = Number.parseInt(stdout, 10) + BASE_MB
      assert.ok(megabytes < LIMIT_MB, `${megabytes} MB`)

      const { env, port, adminUrl } = await surroundings(t, service)
      const migration = runConfined(tree, [`services/${service}-service/src/migrate.ts`], {
        ...env,
        DATABASE_ADMIN_URL: adminUrl.href,
        DATABASE_ADMIN_PASSWORD: decodeURIComponent(adminUrl.password),
      })
      assert.equal(await migration.ended, 0, migration.lines.join('\n'))

      const running = runConfined(tree, [`services/${service}-service/src/main.ts`], env)
      t.after(() => running.kill('SIGKILL'))
      await ready(running, port)
      // Whoever runs the tests as somebody else stays that one.
      if (process.getuid?.() === 0) {
        const status = readFileSync(`/proc/${running.pid}/status`, 'utf8')
        assert.match(status, new RegExp(`^Uid:\\t${start().user.split(':')[0]}\\t`, 'm'))
        assert.match(status, /^CapEff:\t0+$/m)
      }

      const answer = await beginRequest(port)
      running.kill('SIGTERM')
      await until(() => running.lines.some((line) => line.includes('"draining"')), PATIENCE)
      assert.match(await answer.finish(), /^HTTP\/1.1 [45]0\d /)
      assert.equal(await running.ended, 0, running.lines.join('\n'))
      assert.match(running.lines.at(-1)!, /"closed"/)
    })

  test('for a service that does not exist nothing is built', async () => {
    await assert.rejects(build('nobody'), /There is no services\/nobody-service/)
  })

  test('who writes outside of /tmp is refused', async () => {
    const tree = await build('auth')
    const write = (file: string) =>
      runConfined(tree, ['-e', `require('node:fs').writeFileSync('${file}', '')`], {}).ended
    assert.deepEqual(
      [await write('/tmp/file'), await write('/app/file'), await write('/app/.compile-cache/file')],
      [0, 1, 1],
    )
  })
})

async function surroundings(t: TestContext, service: ServiceName) {
  const secrets = await localSecrets(await mkdtemp(join(process.env.TIKETI_TEST_FOLDER!, 'image-')))
  const [ports, redis, { config, adminUrl }] = await Promise.all([freePorts(), testRedis(t), testDatabase(t, service)])
  const env = {
    ...environmentOf(service, { ports, secrets, dataDir: '/nowhere' }),
    DATABASE_URL: config.DATABASE_URL,
    DATABASE_PASSWORD: config.DATABASE_PASSWORD,
    REDIS_URL: redis.url,
  }
  return { env, port: ports[service], adminUrl: new URL(adminUrl) }
}

async function ready(running: Confined, port: number) {
  const ended = running.ended.then((code) => assert.fail(`It ended with ${code}:\n${running.lines.join('\n')}`))
  const answers = until(
    async () => (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok,
    PATIENCE,
  )
  await Promise.race([answers, ended])
}

/** A request whose last byte is still to come. */
async function beginRequest(port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('POST /health HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{')
  return {
    async finish() {
      socket.write('}')
      const chunks: Buffer[] = []
      for await (const chunk of socket) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    },
  }
}
