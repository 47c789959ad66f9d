import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatClock, formatDay, formatDays, formatWhen, formatWon, remaining } from '../src/language/format.ts'

const now = Date.parse('2026-11-25T00:00:00Z')
const seoul = { timeZone: 'Asia/Seoul', readerZone: 'Asia/Seoul', now }
const evening = '2026-12-24T10:00:00.000Z'

test('won are whole, grouped and marked', () => {
  assert.equal(formatWon(132_000), '₩132,000')
  assert.equal(formatWon(0), '₩0')
})

test('a time is told on the venue’s clock', () => {
  assert.equal(formatWhen(evening, { ...seoul, locale: 'ko' }), '12월 24일 (목) 19:00')
  assert.equal(formatWhen(evening, { ...seoul, locale: 'en' }), 'Thu 24 Dec, 19:00')
})

test('the zone is named to readers whose clocks show something else', () => {
  const away = { ...seoul, readerZone: 'Europe/Berlin' }
  assert.equal(formatWhen(evening, { ...away, locale: 'en' }), 'Thu 24 Dec, 19:00 Korean Standard Time')
  assert.match(formatWhen(evening, { ...away, locale: 'ko' }), /^12월 24일 \(목\) 19:00 .*표준시$/)
  assert.equal(formatWhen(evening, { ...seoul, readerZone: 'Asia/Tokyo', locale: 'en' }), 'Thu 24 Dec, 19:00')
})

test('midnight is 00:00 of the new day', () => {
  assert.equal(formatWhen('2026-12-24T15:00:00.000Z', { ...seoul, locale: 'ko' }), '12월 25일 (금) 00:00')
})

test('another year is told', () => {
  assert.equal(formatDay('2027-01-05T10:00:00.000Z', { ...seoul, locale: 'ko' }), '2027년 1월 5일 (화)')
  assert.equal(formatDay('2027-01-05T10:00:00.000Z', { ...seoul, locale: 'en' }), 'Tue 5 Jan 2027')
})

test('a run is its first and last day, one day is one', () => {
  const plain = (words: string) => words.replaceAll('\u00a0', ' ')
  const next = '2026-12-25T10:00:00.000Z'
  assert.equal(plain(formatDays(evening, next, { ...seoul, locale: 'ko' })), '12월 24일 (목) – 12월 25일 (금)')
  assert.equal(plain(formatDays(evening, evening, { ...seoul, locale: 'ko' })), '12월 24일 (목)')
})

test('a clock shows the place’s seconds', () => {
  assert.equal(formatClock(Date.parse('2026-11-25T10:59:07Z'), 'Asia/Seoul'), '19:59:07')
})

test('what remains ends at the instant, not a second before', () => {
  assert.deepEqual(remaining(90_061_000), { days: 1, clock: '01:01:01', short: '1501:01', seconds: 90_061 })
  assert.equal(remaining(500).seconds, 1)
  assert.equal(remaining(0).seconds, 0)
  assert.equal(remaining(-5_000).clock, '00:00:00')
  assert.equal(remaining(479_001).short, '8:00')
})
