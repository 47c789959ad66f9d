import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { authService, PASSWORD } from './service.ts'

const COMMAND = fileURLToPath(new URL('../src/add-account.ts', import.meta.url))

test('an operator makes confirmed accounts with roles by a command, and again without harm', async (t) => {
  const { config, logIn, query } = await authService(t)
  const env = { ...process.env, DATABASE_URL: config.DATABASE_URL, DATABASE_PASSWORD: config.DATABASE_PASSWORD }
  async function addAccount(args: string[], password: string) {
    const child = spawn(process.execPath, [COMMAND, ...args], { env })
    child.stdin.end(password)
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { out, err, code }
  }
  const organiser = ['--email', 'Organiser@example.com', '--name', 'Demo Organiser', '--role', 'organiser']

  const [made, wrongRole, shortPassword] = await Promise.all([
    addAccount(organiser, `${PASSWORD}\n`),
    addAccount(['--email', 'x@example.com', '--name', 'X', '--role', 'owner'], PASSWORD),
    addAccount(['--email', 'x@example.com', '--name', 'X'], 'short'),
  ])
  assert.deepEqual(made, { out: 'organiser@example.com is buyer, organiser.\n', err: '', code: 0 })
  for (const { code, err } of [wrongRole, shortPassword]) {
    assert.equal(code, 1)
    assert.match(err, /Usage:/)
    assert.doesNotMatch(err, /short\b.*short/)
  }

  const again = await addAccount([...organiser, '--role', 'admin'], 'another password')
  assert.equal(again.out, 'organiser@example.com is admin, buyer, organiser.\n')
  assert.deepEqual((await logIn('organiser@example.com')).json().user.roles, ['admin', 'buyer', 'organiser'])
  assert.equal((await query('select 1 from account')).length, 1)
})
