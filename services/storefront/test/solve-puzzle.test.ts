import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sha256Head } from '../src/api/sha-256.ts'
import { solvePuzzle } from '../src/api/solve-puzzle.ts'

test('the browser’s hash is SHA-256, whatever the length', () => {
  for (let length = 0; length < 200; length++) {
    const text = 'abcXYZ.:-_09'.repeat(20).slice(0, length)
    assert.equal(sha256Head(text), createHash('sha256').update(text).digest().readUInt32BE(), `of ${length}`)
  }
})

test('a solved puzzle’s hash begins with the wanted zero bits', () => {
  for (const bits of [1, 8, 12]) {
    const solution = solvePuzzle({ puzzle: `${bits}.1790000000.c2FsdA.bWFj`, bits })
    assert.match(solution, /^\d+\.1790000000\.c2FsdA\.bWFj:\d+$/)
    assert.ok(createHash('sha256').update(solution).digest().readUInt32BE() < 2 ** (32 - bits))
  }
})
