import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OnSale } from '@tiketi/contracts/event'
import { readCodes } from '../src/console/presale-codes.ts'
import { saleFor } from '../src/event/presale-requests.ts'

test('a list of codes is read line by line, and a line that is wrong is named', () => {
  const list = 'HALO-2027, 500\n\n 홍길동 0012345 \nmember 7,1'
  assert.deepEqual(readCodes(list), {
    codes: [
      { code: 'HALO-2027', people: 500 },
      { code: '홍길동 0012345', people: 1 },
      { code: 'member 7', people: 1 },
    ],
  })
  for (const wrong of ['abc', 'a b c', 'HALO,', 'HALO,0', 'HALO,ten', 'HALO,1,2', 'x'.repeat(61)])
    assert.deepEqual(readCodes(`GOOD\n${wrong}`), { wrongLine: 2 }, wrong)
})

test('until it ends, the presale is the sale of whoever entered it, and of nobody else', () => {
  const onSale: OnSale = {
    id: 'general',
    opensAt: '2027-01-03T11:00:00.000Z',
    closesAt: '2027-02-01T11:00:00.000Z',
    waitingRoom: true,
    limitPerPerson: 4,
    presale: { id: 'presale', opensAt: '2027-01-01T11:00:00.000Z', closesAt: '2027-01-02T11:00:00.000Z', by: 'code' },
  }
  const at = (instant: string, entered: boolean) => saleFor(onSale, entered, Date.parse(instant))
  assert.deepEqual(
    ['2026-12-01T00:00:00Z', '2027-01-02T10:59:59Z'].map((instant) => at(instant, true).id),
    ['presale', 'presale'],
  )
  assert.equal(at('2027-01-01T12:00:00Z', true).opensAt, '2027-01-01T11:00:00.000Z')
  assert.equal(at('2027-01-01T12:00:00Z', false).id, 'general')
  assert.equal(at('2027-01-02T11:00:00Z', true).id, 'general')
})
