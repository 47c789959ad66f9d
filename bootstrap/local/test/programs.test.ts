import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startChild } from '../child.ts'
import { Programs } from '../programs.ts'

function programs(t: TestContext) {
  const start = (name: string) => () => startChild({ name, command: 'sleep', args: ['600'] })
  const running = new Programs({ one: start('one'), other: start('other') })
  t.after(() => running.stop('one', 'other'))
  return running
}

test('a program that was told to end and started again is no death; one that ends by itself is', async (t) => {
  const running = programs(t)
  await running.start('one', 'other')
  await running.kill('one', 'SIGKILL')
  await assert.rejects(running.kill('one', 'SIGKILL'), { message: 'one is not running.' })
  await running.start('one')
  const nothing = Promise.resolve('nothing')
  assert.equal(await Promise.race([running.died, nothing]), 'nothing')

  const alone = new Programs({ short: () => startChild({ name: 'short', command: 'ls', args: ['/no/such/place'] }) })
  await alone.start('short')
  assert.match(await alone.died, /^short ended with code 2: ls: .*\/no\/such\/place/)
})

test('a program that cannot be started is named', async () => {
  const none = new Programs({ gone: () => startChild({ name: 'gone', command: '/no/such/program', args: [] }) })
  await assert.rejects(none.start('gone'), /^Error: gone could not be started: .*ENOENT/)
})
