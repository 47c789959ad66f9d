import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { drift, type Files, readFiles, render, writeFiles } from '../rendered.ts'

test('what is committed is what the declarations say', () => {
  assert.deepEqual(drift(readFiles(), render()), [], 'run npm run synth and commit what it writes')
})

test('two renderings are the same to the byte', () => {
  assert.deepEqual(render(), render())
})

test('drift names every file that was edited, forgotten or left behind; writing ends it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rendered-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const wanted: Files = new Map([
    ['a/b/one.yaml', 'one'],
    ['a/b/two.yaml', 'two'],
  ])
  writeFiles(new Map([...wanted, ['a/b/old.yaml', 'old']]), folder)
  writeFileSync(join(folder, 'a/b/one.yaml'), 'edited by hand')
  rmSync(join(folder, 'a/b/two.yaml'))

  assert.deepEqual(drift(readFiles(folder), wanted), [
    'a/b/old.yaml is not rendered any more',
    'a/b/one.yaml differs',
    'a/b/two.yaml is missing',
  ])
  writeFiles(wanted, folder)
  assert.deepEqual(drift(readFiles(folder), wanted), [])
})
