import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'node:test'
import { freePort } from '@tiketi/kit/testing'
import { localPorts, portNames } from '../addresses.ts'
import { checkRoom } from '../room.ts'
import { privateFolder } from './folder.ts'

test('a taken port is named, with what it is for and how to move it', async (t) => {
  const free = Object.fromEntries(await Promise.all(portNames.map(async (name) => [name, await freePort()])))
  const server = createServer().listen(free['auth-metrics'], '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const folder = await privateFolder(t)
  const sentence = `port ${free['auth-metrics']} (auth-metrics). End them, or move Tiketi with TIKETI_PORT_AUTH_METRICS=…`
  await assert.rejects(checkRoom(free, folder), { message: `Taken by other programs: ${sentence}` })
})

test('the environment moves a port, and a value that is none is refused by name', () => {
  assert.equal(localPorts({ TIKETI_PORT_GATEWAY: '9000' }).gateway, 9000)
  assert.equal(localPorts({}).gateway, 8080)
  assert.throws(() => localPorts({ TIKETI_PORT_SMTP: 'x' }), {
    message: 'TIKETI_PORT_SMTP is "x", which is not a port.',
  })
})
