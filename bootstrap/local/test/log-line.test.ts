import assert from 'node:assert/strict'
import test from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { forTerminal, lastWords } from '../log-line.ts'

const entry = (level: string) =>
  JSON.stringify({ level, time: '2026-11-25T01:02:03.456Z', msg: 'redis is away', err: { message: 'refused\n  at …' } })

test('the terminal is told of warnings and errors on one line each, and of nothing else', () => {
  const told = forTerminal('auth', entry('warn'))
  assert.equal(stripVTControlCharacters(told!), '01:02:03 auth: redis is away (refused)')
  assert.equal(forTerminal('auth', entry('info')), undefined)
  assert.equal(forTerminal('auth', '{ not JSON'), undefined)
})

test('of a program that ended, the line that says why is told', () => {
  assert.equal(lastWords(['{', 'Error: no such table', '    at main.ts:1', '', 'Node.js v24']), 'Error: no such table')
  assert.equal(lastWords([entry('info'), entry('fatal')]), 'redis is away (refused)')
  assert.equal(lastWords(['all is well', '']), 'all is well')
})
