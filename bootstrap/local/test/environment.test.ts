import assert from 'node:assert/strict'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { serviceNames } from '@tiketi/contracts/routes'
import { loadConfig } from '@tiketi/kit/config'
import { localPorts } from '../addresses.ts'
import { environmentOf } from '../environment.ts'
import { localSecrets } from '../secrets.ts'
import { privateFolder } from './folder.ts'

test('every service finds the settings it needs, and none is given that no service reads', async (t) => {
  const secrets = await localSecrets(await privateFolder(t))
  const read = new Set<string>()
  const given = new Set<string>()
  for (const service of serviceNames) {
    const file = join(import.meta.dirname, `../../../services/${service}-service/src/config.ts`)
    const { Config }: { Config: Parameters<typeof loadConfig>[1] } = await import(pathToFileURL(file).href)
    const environment = environmentOf(service, { ports: localPorts({}), secrets, dataDir: '/data' })
    await loadConfig(service, Config, environment)
    for (const name of Object.keys(Config.properties)) read.add(name)
    for (const name of Object.keys(environment)) given.add(name)
  }
  const unread = [...given.difference(read)].filter((name) => !name.endsWith('_URL'))
  assert.deepEqual(unread, [])
})

test('secrets are random, kept, and readable by their owner alone; without them data is not begun anew by surprise', async (t) => {
  const folder = await privateFolder(t)
  const first = await localSecrets(folder)
  assert.deepEqual(await localSecrets(folder), first)
  assert.notDeepEqual(await localSecrets(await privateFolder(t)), first)
  const file = join(folder, 'secrets.json')
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  await mkdir(join(folder, 'data'))
  await rm(file)
  await assert.rejects(localSecrets(folder), /secrets\.json is gone.*npm start -- --fresh/)
})
