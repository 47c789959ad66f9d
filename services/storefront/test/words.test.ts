import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ProblemError, sentenceFor } from '../src/api/problem.ts'
import { en } from '../src/language/en.ts'
import { ko } from '../src/language/ko.ts'

/** Said to organisers, admins and other services only. */
const NOT_FOR_BUYERS = new Set([
  'ACCOUNT_UNKNOWN',
  'CONTACT_UNKNOWN',
  'EVENT_CANCELLED',
  'EVENT_CHANGED',
  'EVENT_NOT_DRAFT',
  'EVENT_NOT_PUBLISHED',
  'EVENT_TOO_LATE',
  'IMAGES_AWAY',
  'IMAGE_NOT_SENT',
  'IMAGE_TOO_LARGE',
  'IMAGE_UNKNOWN',
  'IMAGE_UNREADABLE',
  'LAST_ADMIN',
  'MAIL_NOT_DEAD',
  'NOTHING_UNSETTLED',
  'PLAN_UNKNOWN',
  'VOUCHER_CODE_TAKEN',
])

function paths(words: object, prefix = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? paths(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
}

function texts(words: object): string[] {
  return Object.values(words).flatMap((value) =>
    typeof value === 'string' ? [value] : typeof value === 'object' ? texts(value) : [],
  )
}

test('both languages say the same things, and none of them nothing', () => {
  assert.deepEqual(paths(en).toSorted(), paths(ko).toSorted())
  for (const text of [...texts(ko), ...texts(en)]) assert.notEqual(text.trim(), '')
})

test('Korean is Korean and English is English', () => {
  for (const text of texts(ko.problems)) assert.match(text, /[가-힣]/)
  for (const text of texts(en)) assert.doesNotMatch(text, /[가-힣]/)
})

test('every refusal that a buyer can meet has a sentence in both languages', async () => {
  const services = join(import.meta.dirname, '../..')
  const codes = new Set<string>()
  for await (const file of glob('{kit,*-service}/src/**/*.ts', { cwd: services })) {
    const source = await readFile(join(services, file), 'utf8')
    for (const [, code] of source.matchAll(/(?:Refusal|refused)\(\s*'([A-Z_]+)'/g)) codes.add(code!)
  }
  assert.ok(codes.size > 40, `only ${codes.size} codes were found`)
  const silent = [...codes].filter((code) => !NOT_FOR_BUYERS.has(code) && !(code in ko.problems && code in en.problems))
  assert.deepEqual(silent, [])
})

test('a problem is told by its code, else in the server’s words, else by what kind it is', () => {
  const tell = (code: string, status: number, detail = '') =>
    sentenceFor(new ProblemError({ code, status, detail }), en.problems)
  assert.equal(tell('SEATS_TAKEN', 409, 'Taken.'), en.problems.SEATS_TAKEN)
  assert.equal(tell('NEW_CODE', 409, 'The server says why.'), 'The server says why.')
  assert.equal(tell('NEW_CODE', 404), en.problems.NOT_FOUND)
  assert.equal(tell('NEW_CODE', 502), en.problems.SERVICE_AWAY)
  assert.equal(tell('NEW_CODE', 418), en.problems.UNEXPECTED)
})

test('ranges of a wait read well in both languages', () => {
  assert.equal(ko.waitingRoom.range(0, 1), '1분 안에 차례가 와요')
  assert.equal(ko.waitingRoom.range(3, 6), '약 3–6분')
  assert.equal(ko.waitingRoom.range(50, 90), '약 50분 – 1시간 30분')
  assert.equal(en.waitingRoom.range(0, 1), 'Within 1 min')
  assert.equal(en.waitingRoom.range(130, 240), 'About 2 h 10 min to 4 h')
})
