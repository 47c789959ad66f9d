import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { instantOf } from '../calendar.ts'
import { drawPosters } from '../poster.ts'

test("a show's date lies on its weekday, not before its days have passed, at Seoul's time of day", () => {
  // Monday evening in UTC, already Tuesday in Seoul; over the end of a year.
  const now = new Date('2026-12-28T20:00:00Z')
  const cases = [
    [{ afterDays: 0, weekday: 2, time: '19:30' }, '2026-12-29T10:30:00.000Z'],
    [{ afterDays: 0, weekday: 1, time: '00:00' }, '2027-01-03T15:00:00.000Z'],
    [{ afterDays: 12, weekday: 0, time: '08:00' }, '2027-01-09T23:00:00.000Z'],
  ] as const
  for (const [date, instant] of cases) assert.equal(instantOf(date, now).toISOString(), instant)
})

test('posters are the same bytes each time, and run and fetch nothing', async (t) => {
  const draw = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tiketi-posters-'))
    t.after(() => rm(folder, { recursive: true }))
    await drawPosters(folder)
    const names = (await readdir(folder)).toSorted()
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const))
  }
  const posters = await draw()
  assert.deepEqual(await draw(), posters)
  assert.equal(new Set(posters.map(([, drawing]) => drawing)).size, posters.length)
  for (const [name, drawing] of posters) {
    assert.match(drawing, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 600 800"/, name)
    assert.doesNotMatch(drawing, /<script|\bon\w+=|style|href|undefined|NaN|url\((?!#)/, name)
  }
})
