import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atMost, told } from '../proof/figures.ts'
import type { Drill } from './drill.ts'
import { chosen, harmless } from './play.ts'
import { asJson, inWords, type Run, wentWell } from './report.ts'

const outcome = { drill: 'drift', title: 'what is changed by hand is healed', seconds: 80 }
const healed = atMost('a deleted Service is back', 3, 's', 60)
const run = (own: boolean, ...outcomes: Run['outcomes']): Run => ({ kubernetes: 'v1.37.2', own, outcomes })

test('a report names the Kubernetes that it ran on, and what a cluster without AWS does not prove', () => {
  const report = inWords(run(true, { ...outcome, figures: [healed] }))
  assert.match(report, /Kubernetes v1\.37\.2/)
  for (const unproved of ['target verification', 'NetworkPolicies', 'signed', 'KEDA'])
    assert.match(report, new RegExp(unproved))
  assert.doesNotMatch(inWords(run(false, { ...outcome, figures: [healed] })), /Not proved/)
})

test('rows carry the drill that they come from', () => {
  assert.deepEqual(asJson(run(false, { ...outcome, figures: [healed] })), {
    kubernetes: 'v1.37.2',
    notProved: [],
    rows: [{ drill: 'drift', ...healed }],
    failures: [],
  })
})

test('a figure beyond its limit fails a run, and so does a drill that broke off', () => {
  const fine = { ...outcome, figures: [healed, told('objects', 5, 'objects')] }
  assert.equal(wentWell(run(true, fine)), true)
  assert.equal(wentWell(run(true, fine, { ...outcome, figures: [atMost('late', 90, 's', 60)] })), false)
  const broken = run(true, { ...fine, failure: 'Not within 60 s: it is healed.' })
  assert.equal(wentWell(broken), false)
  assert.match(inWords(broken), /✖ Not within 60 s/)
})

test('a report ends with the one line that counts, in which a drill is one', () => {
  const fine = { ...outcome, figures: [healed, told('objects', 5, 'objects')] }
  assert.match(inWords(run(true, fine, { ...fine, failure: 'Nobody came.' })), /\n1 passed, 1 failed$/)
})

const drills = [
  { name: 'hands', pods: 'simulated' },
  { name: 'drift', pods: 'any' },
] as Drill[]

test('drills are chosen by name, and a name that none has is refused', () => {
  assert.deepEqual(chosen(drills, []), drills)
  assert.deepEqual(chosen(drills, ['drift']), [drills[1]])
  assert.throws(() => chosen(drills, ['drfit']), /There is no drill drfit\. There are hands, drift\./)
})

test("on somebody's cluster only what leaves it as it was is played", () => {
  assert.deepEqual(harmless(drills, []), [drills[1]])
  assert.throws(() => harmless(drills, ['hands']), /hands needs a cluster of its own/)
})
