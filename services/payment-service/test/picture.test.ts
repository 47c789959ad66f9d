import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { MOVES } from '../src/payment.ts'

const ADR = new URL('../docs/adr/0002-an-order-in-one-picture.md', import.meta.url)

test('a payment moves along the arrows of the picture, and along no others', () => {
  const [, drawn] = /state "payment" as P \{([^}]*)\}/.exec(readFileSync(ADR, 'utf8'))!
  const arrows = [...drawn!.matchAll(/^\s*([\w-]+) --> ([\w-]+):/gm)].map(([, from, to]) =>
    [from, to].map(named).join(' to '),
  )
  const guarded = Object.entries(MOVES).flatMap(([to, from]) => from.map((state) => `${state} to ${to}`))
  assert.deepEqual(arrows.toSorted(), guarded.toSorted())
})

/** Mermaid knows a name once, so the second machine that has it writes it with a line below. */
function named(state: string | undefined): string {
  return state!.replace(/_$/, '').replaceAll('_', '-')
}
