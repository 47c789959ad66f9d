import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { rootCertificates, TLSSocket } from 'node:tls'
import { connectDatabase, tls } from '../src/database.ts'
import { migrate } from '../src/migrate.ts'
import { localCertificate } from '../src/testing/certificate.ts'
import { setting } from '../src/testing/setting.ts'
import { definitions, log, stage } from './stage.ts'

/** The test's PostgreSQL behind TLS, as `localhost` by a certificate that no public authority knows. */
async function behindTls(t: TestContext) {
  const { config, adminUrl } = await stage(t)
  const folder = await mkdtemp(join(setting('TIKETI_TEST_FOLDER'), 'tls-'))
  const { certFile, keyFile } = await localCertificate(setting('TIKETI_TEST_OPENSSL'), folder)
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)])
  const { hostname, port } = new URL(adminUrl)

  const server = createServer((near) => {
    // PostgreSQL's own way into TLS: the client asks for it, and "S" agrees.
    near.once('data', () => {
      near.write('S')
      const secure = new TLSSocket(near, { isServer: true, cert, key })
      const far = connect(Number(port), hostname)
      for (const socket of [secure, far]) socket.on('error', () => {})
      secure.pipe(far).pipe(secure)
    })
    near.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())

  const through = (url: string, { host = 'localhost', authority = certFile } = {}) => {
    const changed = new URL(url)
    changed.host = `${host}:${(server.address() as AddressInfo).port}`
    changed.searchParams.set('sslmode', 'verify-full')
    if (authority) changed.searchParams.set('sslrootcert', authority)
    return changed.href
  }
  return { config: config.reservation, adminUrl, through }
}

test('a database is believed by the authority that is named, and by its own name only', async (t) => {
  const { config, through } = await behindTls(t)
  const ask = async (how?: Parameters<typeof through>[1]) => {
    const settings = { ...config, DATABASE_URL: through(config.DATABASE_URL, how) }
    const orm = await connectDatabase(definitions.reservation, settings, log)
    t.after(() => orm.close(true))
    return orm.em.fork().execute('select 1 as one')
  }
  assert.deepEqual(await ask(), [{ one: 1 }])
  await assert.rejects(ask({ authority: '' }), /self-signed certificate/)
  await assert.rejects(ask({ host: '127.0.0.1' }), /does not match certificate's altnames/)
})

test('a migration believes whom its service believes', async (t) => {
  const { adminUrl, through } = await behindTls(t)
  const run = (how?: Parameters<typeof through>[1]) =>
    migrate(definitions.reservation, {
      adminUrl: through(adminUrl, how),
      passwords: { reservation: setting('TIKETI_TEST_ROLE_PASSWORD') },
      log,
    })
  await run()
  await assert.rejects(run({ authority: '' }), /the database is away: self-signed certificate/)
})

test("RDS is believed by Amazon's authorities of its region, which Node does not know", async () => {
  const known = (certificates: readonly string[]) => {
    const subjects = certificates.map((one) => new X509Certificate(one).subject)
    return subjects.filter((subject) => /^CN=Amazon RDS ap-northeast-2 Root CA/m.test(subject)).length
  }
  const url = 'postgres://tiketi.c0.ap-northeast-2.rds.amazonaws.com/tiketi?sslmode=verify-full'
  const options = (await tls(new URL(url))) || undefined
  assert.ok(options?.ca)
  assert.deepEqual([known(rootCertificates), known(options.ca)], [0, 3])
})
