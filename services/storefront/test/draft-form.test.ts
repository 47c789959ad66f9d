import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventDraft, type OrganiserEvent } from '@tiketi/contracts/event'
import { USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'
import { Check } from 'typebox/value'
import { draftOf, emptyForm, formOf } from '../src/console/draft-form.ts'
import { policyFormOf, policyOf } from '../src/console/policy-form.ts'
import { instantOf, wallTime } from '../src/console/zoned-time.ts'

test('a field shows the venue’s clock, also where clocks change', () => {
  assert.equal(wallTime('2026-12-24T10:00:00.000Z', 'Asia/Seoul'), '2026-12-24T19:00')
  assert.equal(instantOf('2026-12-24T19:00', 'Asia/Seoul'), '2026-12-24T10:00:00.000Z')
  // Summer time begins there at 01:00 UTC on 29 March 2026.
  assert.equal(instantOf('2026-03-29T00:30', 'Europe/London'), '2026-03-29T00:30:00.000Z')
  assert.equal(instantOf('2026-03-29T02:30', 'Europe/London'), '2026-03-29T01:30:00.000Z')
  assert.equal(instantOf('', 'Asia/Seoul'), null)
})

test('a draft that is opened and saved unchanged is the same draft', () => {
  const text = (ko: string, en: string) => ({ ko, en })
  const event: OrganiserEvent = {
    id: '00000000-0000-4000-8000-000000000001',
    version: 3,
    status: 'draft',
    title: text('별빛 정원', 'Garden of Stars'),
    description: text('한밤', 'Night'),
    category: 'concert',
    artists: [text('윤슬', 'Yunseul'), text('아이오', 'IO')],
    searchTerms: ['yoonseul', '윤슬이'],
    venue: { name: text('홀', 'Hall'), address: text('서울', 'Seoul'), timeZone: 'Asia/Seoul' },
    ageLimit: 8,
    posterUrl: '/posters/garden.svg',
    gifts: false,
    grades: [{ code: 'R', name: text('R석', 'R'), priceWon: 132_000 }],
    refundPolicy: USUAL_REFUND_POLICY,
    performances: [
      {
        id: '00000000-0000-4000-8000-000000000002',
        startsAt: '2026-12-24T10:00:00.000Z',
        planId: '00000000-0000-4000-8000-000000000003',
        seats: 10,
        onSale: {
          id: '00000000-0000-4000-8000-000000000004',
          opensAt: '2026-12-01T05:00:00.000Z',
          closesAt: '2026-12-24T09:00:00.000Z',
          waitingRoom: true,
          limitPerPerson: 4,
          admissionsPerSecond: 50,
          presale: { opensAt: '2026-11-30T05:00:00.000Z', closesAt: '2026-11-30T14:59:00.000Z', by: 'code' },
        },
      },
    ],
  }
  const draft = draftOf(formOf(event), ['R'])
  assert.ok(Check(EventDraft, draft))
  const { id: _, version: _version, status: _status, performances, ...content } = event
  const [{ startsAt, planId, onSale }] = performances as [OrganiserEvent['performances'][number]]
  const { id: _sale, ...terms } = onSale
  assert.deepEqual(draft, { ...content, performances: [{ startsAt, planId, onSale: terms }] })
  assert.equal(draftOf(emptyForm(), []), null)
  const open = formOf(event)
  const dates = open.dates.map((date) => ({ ...date, presaleClosesAt: '' }))
  assert.equal(draftOf({ ...open, dates }, ['R']), null, 'a presale without an end')
  assert.equal(draftOf({ ...formOf(event), prices: {} }, ['R']), null, 'a grade without a price')
})

test('a refund policy is shown and sent as it is, and is not sent half filled in', () => {
  const form = policyFormOf(USUAL_REFUND_POLICY)
  assert.deepEqual(policyOf(form), USUAL_REFUND_POLICY)
  const [first, ...others] = form.tiers
  assert.equal(policyOf({ ...form, tiers: [{ ...first!, percent: '' }, ...others] }), null)
  assert.deepEqual(policyOf({ ...form, tiers: [] })?.tiers, [])
})
