import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { builtStorefront } from '../storefront.ts'

/** A buyer's way from the first page to the seat map, and the log-in in between. */
const BEFORE_THE_MAP = ['home-page', 'event-page', 'waiting-room-page', 'log-in-page', 'register-page', 'verify-page']
const BUDGET = 100_000

test('all script on the way to the seat map stays under 100 kB compressed, in either language', async () => {
  const assets = join(await builtStorefront(() => {}), 'assets')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const named = (name: string) => {
    const found = scripts.filter((script) => script.startsWith(`${name}-`))
    assert.equal(found.length, 1, `${name}: ${found}`)
    return found[0]!
  }
  const sizes = new Map<string, number>()
  const waiting = ['index', ...BEFORE_THE_MAP, 'ko'].map(named)
  for (let script = waiting.pop(); script; script = waiting.pop()) {
    if (sizes.has(script)) continue
    const source = await readFile(join(assets, script), 'utf8')
    sizes.set(script, gzipSync(source, { level: 6 }).length)
    for (const [, imported] of source.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) waiting.push(imported!)
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const korean = sizes.get(named('ko'))!
  const english = gzipSync(await readFile(join(assets, named('en')))).length
  assert.ok([...sizes.keys()].some((name) => name.startsWith('shared-')))
  for (const [language, size] of [
    ['Korean', total],
    ['English', total - korean + english],
  ] as const)
    assert.ok(size < BUDGET, `${language}: ${size} bytes, of ${[...sizes].map(([name, size]) => `${name} ${size}`)}`)
})
