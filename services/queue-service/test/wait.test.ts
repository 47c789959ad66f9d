import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitRange } from '@tiketi/contracts/wait-range'
import { Pace } from '../src/pace.ts'

/** Mulberry32: the same numbers on every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Course {
  people: number
  rate: number
  /** Called and inside at most. */
  cap: number
  /** Seconds that people stay inside, on average. */
  stay: number
  /** The share of those waiting who give up in a minute. */
  leaving: number
  /** How much the rate in use wanders, as when the line eases off. */
  wander: number
}

const STEP_MS = 500
const ASKED_EVERY_MS = 20_000

/** Lets a line run from its opening, and compares what people are told on the way with what becomes of them. */
function run(course: Course, seed: number) {
  const random = randomFrom(seed)
  const pace = new Pace()
  pace.begin(0, 0)
  const waiting = Array.from({ length: course.people }, (_, number) => number)
  const inside: number[] = []
  const told: { number: number; at: number; from: number; to: number }[] = []
  const calledAt = new Map<number, number>()
  let [calls, tokens, ease, silent] = [0, 0, 1, 0]
  for (let at = STEP_MS; waiting.length > 0; at += STEP_MS) {
    ease = Math.min(1, Math.max(0.3, ease + (random() - 0.5) * course.wander))
    tokens = Math.min(course.rate, tokens + (course.rate * ease * STEP_MS) / 1_000)
    for (let place = inside.length - 1; place >= 0; place--) if (inside[place]! <= at) inside.splice(place, 1)
    while (tokens >= 1 && inside.length < course.cap && waiting.length > 0) {
      calledAt.set(waiting.shift()!, at)
      inside.push(at - Math.log(1 - random()) * course.stay * 1_000)
      tokens -= 1
      calls += 1
    }
    pace.observe(at, calls)
    for (let gone = waiting.length * course.leaving * (STEP_MS / 60_000); gone > random(); gone--)
      waiting.splice(Math.floor(random() * waiting.length), 1)
    if (at % ASKED_EVERY_MS > 0) continue
    for (let ahead = Math.floor(random() * 40); ahead < waiting.length; ahead += 40) {
      const range = waitRange(ahead, pace.perSecond())
      if (!range) silent += 1
      else told.push({ number: waiting[ahead]!, at, from: range.fromMinutes * 60_000, to: range.toMinutes * 60_000 })
    }
  }
  return { told: told.filter(({ number }) => calledAt.has(number)), silent, calledAt }
}

const courses: Record<string, Course> = {
  'as many a second as the sale allows': { people: 6_000, rate: 20, cap: 1e9, stay: 1, leaving: 0, wander: 0 },
  'people give up on the way': { people: 6_000, rate: 20, cap: 1e9, stay: 1, leaving: 0.01, wander: 0 },
  'as many as go out': { people: 2_000, rate: 100, cap: 300, stay: 120, leaving: 0.005, wander: 0 },
  'few at a time': { people: 400, rate: 100, cap: 40, stay: 90, leaving: 0, wander: 0 },
  'reservations are slow now and then': { people: 5_000, rate: 20, cap: 1e9, stay: 1, leaving: 0, wander: 0.02 },
}

for (const [what, course] of Object.entries(courses))
  test(`nine of ten wait as long as they are told: ${what}`, (t) => {
    const runs = [1, 2, 3].map((seed) => run(course, seed))
    const told = runs.flatMap(({ told, calledAt }) =>
      told.map(({ number, at, from, to }) => ({ wait: calledAt.get(number)! - at, from, to })),
    )
    const inside = told.filter(({ wait, from, to }) => wait >= from && wait <= to).length
    const silent = runs.reduce((sum, { silent }) => sum + silent, 0)
    const spread = told.reduce((sum, { from, to }) => sum + (to - from) / 60_000, 0) / told.length
    t.diagnostic(
      `${((100 * inside) / told.length).toFixed(1)} % of ${told.length} inside, ${silent} told nothing yet, range ${spread.toFixed(1)} minutes`,
    )
    assert.ok(inside / told.length >= 0.9)
    assert.ok(told.length > silent, 'most are told a time')
  })
