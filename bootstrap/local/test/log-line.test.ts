import assert from 'node:assert/strict'
import test from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { lastWords, terminalTeller } from '../log-line.ts'

const entry = (level: string, second = '03', msg = 'redis is away') =>
  JSON.stringify({ level, time: `2026-11-25T01:02:${second}.456Z`, msg, err: { message: 'refused\n  at …' } })

test('the terminal is told of warnings and errors on one line each, of the same one once a minute, of nothing else', () => {
  const told: string[] = []
  const hear = terminalTeller('auth', (line) => told.push(stripVTControlCharacters(line)))
  for (const line of [
    entry('info'),
    '{ not JSON',
    'plain',
    entry('warn'),
    entry('warn', '09'),
    entry('error', '10', 'x'),
  ])
    hear(line)
  hear(entry('warn', '09').replace('01:02', '01:03'))
  assert.deepEqual(told, [
    '01:02:03 auth: redis is away (refused)',
    '01:02:10 auth: x (refused)',
    '01:03:09 auth: redis is away (refused)',
  ])
})

test('of a program that ended, the line that says why is told', () => {
  assert.equal(lastWords(['{', 'Error: no such table', '    at main.ts:1', '', 'Node.js v24']), 'Error: no such table')
  assert.equal(lastWords([entry('info'), entry('fatal')]), 'redis is away (refused)')
  assert.equal(lastWords(['all is well', '']), 'all is well')
})
