import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { draftOf, Someone, smallPlan, stage } from './stage.ts'

const organiserUrl = '/api/event/organiser'

test("another organiser's events and plans are not there: 404 to every request", async (t) => {
  const { someone } = await stage(t)
  const owner = await someone('organiser')
  const other = await someone('organiser')
  const draft = await owner.draft()
  const { planId } = draft.performances[0]!
  const url = `${organiserUrl}/events/${draft.id}`
  const answers = [
    await other.get(url),
    await other.put(url, { version: 1, ...draftOf(planId) }),
    await other.post(`${url}/publish`, { version: 1 }),
    await other.post(`${url}/cancel`, { version: 1 }),
    await other.get(`${organiserUrl}/plans/${planId}`),
    await other.get(`${organiserUrl}/events/${randomUUID()}`),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404, 404, 404, 404],
  )
  assert.deepEqual((await other.get(`${organiserUrl}/events`)).body.events, [])
  assert.deepEqual((await other.get(`${organiserUrl}/plans`)).body.plans, [])
  assert.deepEqual((await owner.get(url)).body, draft)
})

test('buyers and staff may not organise: 403; strangers are asked to sign in: 401', async (t) => {
  const { app, someone } = await stage(t)
  const plan = { name: 'Hall', plan: smallPlan() }
  const id = randomUUID()
  const attempts = (who: Someone) => [
    who.post(`${organiserUrl}/plans`, plan),
    who.post(`${organiserUrl}/plans/from-template`, { name: 'x', template: 'hall', seats: 300, grades: ['R'] }),
    who.get(`${organiserUrl}/plans`),
    who.get(`${organiserUrl}/plans/${id}`),
    who.post(`${organiserUrl}/events`, draftOf(id)),
    who.get(`${organiserUrl}/events`),
    who.get(`${organiserUrl}/events/${id}`),
    who.put(`${organiserUrl}/events/${id}`, { version: 1, ...draftOf(id) }),
    who.post(`${organiserUrl}/events/${id}/publish`, { version: 1 }),
    who.post(`${organiserUrl}/events/${id}/cancel`, { version: 1 }),
  ]
  for (const [who, status] of [
    [await someone('buyer'), 403],
    [await someone('staff'), 403],
    [new Someone(app, 'stranger'), 401],
  ] as const)
    for (const answer of await Promise.all(attempts(who))) assert.equal(answer.status, status)
})

test('an admin sees and cancels the events of all, under the rules for their organiser', async (t) => {
  const { someone } = await stage(t)
  const owner = await someone('organiser')
  const admin = await someone('admin')
  const draft = await owner.draft()
  const url = `${organiserUrl}/events/${draft.id}`
  assert.deepEqual((await admin.get(url)).body, draft)
  const foreign = draftOf((await admin.plan()).id)
  const replaced = await admin.put(url, { version: 1, ...foreign })
  assert.deepEqual(replaced.body.fields?.[0].path, 'body.grades.0.code', "the admin's plan is not the organiser's")
  assert.equal((await admin.post(`${url}/publish`, { version: 1 })).status, 200)
  assert.equal((await admin.post(`${url}/cancel`, { version: 2 })).status, 200)
  assert.equal((await owner.get(url)).body.status, 'cancelled')
})
