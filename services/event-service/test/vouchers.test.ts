import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { Voucher } from '@tiketi/contracts/voucher'
import { Check } from 'typebox/value'
import { stage } from './stage.ts'

const terms = {
  code: 'WELCOME',
  kind: 'percent',
  value: 10,
  quota: 100,
  opensAt: '2030-01-01T00:00:00.000Z',
  closesAt: '2030-02-01T00:00:00.000Z',
}

test('an organiser promises a voucher of their own event; reservation-service hears of it and reads it', async (t) => {
  const { app, tokens, someone, admin } = await stage(t)
  const organiser = await someone('organiser')
  const { id: eventId } = await organiser.draft()
  const url = `/api/event/organiser/events/${eventId}/vouchers`
  const { status, body } = await organiser.post(url, terms)
  assert.equal(status, 201, JSON.stringify(body))
  assert.ok(Check(Voucher, body))
  assert.deepEqual((await organiser.get(url)).body, { vouchers: [body] })
  const told = await admin.execute(`select payload from reservation_inbox.event where name = 'voucher.made'`)
  assert.deepEqual(told, [{ payload: { voucherId: body.id } }])

  const ask = async (caller: 'reservation' | 'queue') => {
    const authorization = `Bearer ${await tokens.serviceToken(caller, 'event')}`
    return app.inject({ url: `/internal/vouchers/${body.id}`, headers: { authorization } })
  }
  assert.deepEqual((await ask('reservation')).json(), body)
  assert.equal((await ask('queue')).statusCode, 403)
})

test('a code comes once an event; foreign and cancelled events, and terms that make no sense, are refused', async (t) => {
  const { someone, admin } = await stage(t)
  const [organiser, other] = [await someone('organiser'), await someone('organiser')]
  const { id: eventId } = await organiser.draft()
  const url = `/api/event/organiser/events/${eventId}/vouchers`
  const answers = await Promise.all(Array.from({ length: 5 }, () => organiser.post(url, terms)))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409, 409, 409, 409])
  assert.ok(answers.every(({ status, body }) => status === 201 || body.code === 'VOUCHER_CODE_TAKEN'))
  assert.equal((await other.post(url, { ...terms, code: 'OTHER' })).body.code, 'EVENT_UNKNOWN')
  assert.equal((await other.get(url)).body.code, 'EVENT_UNKNOWN')
  assert.equal((await (await someone('buyer')).post(url, terms)).status, 403)
  for (const wrong of [
    { value: 101 },
    { value: 0 },
    { value: 1.5 },
    { value: -5 },
    { quota: 0 },
    { quota: 1e12 },
    { code: 'abc' },
    { code: 'A'.repeat(21) },
    { kind: 'free' },
    { opensAt: '2030-02-30T00:00:00.000Z' },
    { closesAt: terms.opensAt },
  ])
    assert.equal((await organiser.post(url, { ...terms, code: 'FAIR', ...wrong })).status, 400, JSON.stringify(wrong))
  await admin.execute(`update event.event set status = 'cancelled' where id = ?`, [eventId])
  assert.equal((await organiser.post(url, { ...terms, code: 'LATE' })).body.code, 'EVENT_CANCELLED')
  assert.equal((await organiser.get(`/api/event/organiser/events/${randomUUID()}/vouchers`)).status, 404)
})
