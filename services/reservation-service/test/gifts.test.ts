import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { GIFT_HEADER, type Gift } from '@tiketi/contracts/gift'
import { until } from '@tiketi/kit/testing'
import { bought } from './bought.ts'
import { type Answered, insist, type Someone } from './someone.ts'

type Bought = Awaited<ReturnType<typeof bought>>

const root = '/api/reservation'

function write(who: Someone, path: string, body?: object): Promise<Answered> {
  const key = randomUUID()
  return insist(() => who.send('POST', `${root}${path}`, { 'idempotency-key': key }, body))
}

/** The buyer's first ticket, offered to whoever has the link. */
async function offered(all: Bought, more: { email?: string } = {}): Promise<Gift & { ticketId: string }> {
  const [ticket] = (await all.buyer.get(all.url)).body.tickets
  const { status, body } = await write(all.buyer, `/tickets/${ticket.id}/gifts`, { locale: 'ko', ...more })
  assert.equal(status, 201, JSON.stringify(body))
  return { ...body, ticketId: ticket.id }
}

const accept = (who: Someone, { id, token }: Pick<Gift, 'id' | 'token'>) => write(who, `/gifts/${id}/accept`, { token })

async function told(all: Bought): Promise<string[]> {
  const events = await all.published('notification')
  return events.filter(({ name }) => name === 'gift.moved').map(({ payload }) => String(payload.state))
}

test('a ticket that a friend accepts is theirs: they see a new code, and the buyer sees none', async (t) => {
  const all = await bought(t)
  const before = (await all.buyer.get(all.url)).body.tickets
  const gift = await offered(all)
  assert.deepEqual([gift.state, gift.as, gift.code], ['offered', 'giver', null])
  const waiting = (await all.buyer.get(all.url)).body.tickets[0]
  assert.deepEqual([waiting.code, waiting.gift.token], [before[0].code, gift.token], 'good until somebody accepts')

  const friend = await all.someone()
  const seen = await friend.get(`${root}/gifts/${gift.id}`, { [GIFT_HEADER]: gift.token! })
  assert.deepEqual([seen.body.as, seen.body.state, seen.body.token], ['friend', 'offered', null])
  const { status, body } = await accept(friend, gift)
  assert.deepEqual([status, body.state, body.as, body.orderId], [200, 'accepted', 'receiver', null])
  assert.match(body.code, /^T1\./)
  assert.notEqual(body.code, before[0].code)
  const [given, kept] = (await all.buyer.get(all.url)).body.tickets
  assert.deepEqual([given.code, given.gift], [null, { id: gift.id, deadline: null, token: null }])
  assert.equal(kept.code, before[1].code)
  assert.deepEqual((await friend.get(`${root}/gifts`)).body.gifts, [body])
  assert.deepEqual(await told(all), ['offered', 'accepted'])
  assert.deepEqual(await all.sql('select receiver_id, email from reservation.gift'), [
    { receiver_id: friend.id, email: null },
  ])
})

test('of twenty who accept at once exactly one has the ticket; the others are told that it is taken', async (t) => {
  const all = await bought(t)
  const gift = await offered(all)
  const friends = await Promise.all(Array.from({ length: 20 }, () => all.someone()))
  const answers = await Promise.all(friends.map((friend) => accept(friend, gift)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.ok(answers.every(({ status, body }) => status === 200 || body.code === 'GIFT_TAKEN'))
  assert.deepEqual(await told(all), ['offered', 'accepted'])
})

test('accepting and withdrawing at once: one of them happens', async (t) => {
  const all = await bought(t)
  for (let round = 0; round < 8; round++) {
    const gift = await offered(all)
    const friend = await all.someone()
    const [accepted, withdrawn] = await Promise.all([
      accept(friend, gift),
      write(all.buyer, `/gifts/${gift.id}/withdraw`),
    ])
    const won = accepted.status === 200
    assert.deepEqual(
      [accepted.body.code ?? 'none', withdrawn.body.code ?? 'none'].filter((code) => code.startsWith('GIFT')),
      [won ? 'GIFT_TAKEN' : 'GIFT_OVER'],
    )
    const [ticket] = (await all.buyer.get(all.url)).body.tickets
    assert.equal(ticket.code === null, won)
    if (won) assert.equal((await write(friend, `/gifts/${gift.id}/return`)).status, 200)
  }
})

test('accepting and refunding at once: a ticket is either given or refunded', async (t) => {
  const all = await bought(t)
  for (let round = 0; round < 3; round++) {
    const gift = await offered(all)
    const friend = await all.someone()
    const [accepted, refunded] = await Promise.all([accept(friend, gift), insist(() => all.refund([gift.ticketId], 0))])
    assert.deepEqual(
      [accepted.status, refunded.status, refunded.body.code ?? accepted.body.code],
      accepted.status === 200 ? [200, 409, 'TICKET_GIVEN'] : [409, 201, 'GIFT_OVER'],
    )
    if (accepted.status === 200) assert.equal((await write(friend, `/gifts/${gift.id}/return`)).status, 200)
  }
})

test('the buyer is refunded only after the friend gave the ticket back', async (t) => {
  const all = await bought(t)
  const gift = await offered(all)
  const friend = await all.someone()
  await accept(friend, gift)
  const { tickets } = await all.quote()
  assert.ok(!tickets.some(({ id }) => id === gift.ticketId))
  const rest = tickets.map(({ id }) => id)
  assert.equal((await all.refund([gift.ticketId, ...rest], 0)).body.code, 'TICKET_GIVEN')
  assert.equal((await all.refund(rest, 0)).status, 201)
  const [row] = await all.sql('select state from reservation.reservation where id = ?', [all.hold.id])
  assert.deepEqual(row, { state: 'confirmed' }, 'the friend’s ticket is good')
  const held = (await friend.get(`${root}/gifts`)).body.gifts[0].code

  const returned = await write(friend, `/gifts/${gift.id}/return`)
  assert.deepEqual([returned.body.state, returned.body.code], ['returned', null])
  const [ticket] = (await all.buyer.get(all.url)).body.tickets
  assert.deepEqual([ticket.gift, ticket.code === held], [null, false])
  assert.equal((await all.refund([gift.ticketId], 0)).status, 201)
  assert.deepEqual(await told(all), ['offered', 'accepted', 'returned'])
})

test('an offer ends with its deadline, at the latest when the performance begins, and the ticket stays the buyer’s', async (t) => {
  const all = await bought(t, { startsInDays: 2 })
  const gift = await offered(all, { email: 'friend@example.com' })
  assert.equal(gift.deadline, new Date(all.performance.startsAt).toISOString())
  await all.sql(`update reservation.gift set offered_at = now() - interval '3 days', deadline = now()`)
  const friend = await all.someone()
  assert.equal((await accept(friend, gift)).body.code, 'GIFT_OVER')
  await until(async () => (await told(all)).includes('lapsed'), { timeoutMs: 30_000 })
  assert.deepEqual(await all.sql('select state, email from reservation.gift'), [{ state: 'lapsed', email: null }])
  assert.match((await all.buyer.get(all.url)).body.tickets[0].code, /^T1\./)
  assert.equal((await offered(all)).state, 'offered', 'it can be offered again')
})

test('a cancelled performance refunds the buyer though a friend has the ticket, and the friend is told', async (t) => {
  const all = await bought(t)
  const gift = await offered(all)
  const friend = await all.someone()
  await accept(friend, gift)
  await all.sell({ performance: { ...all.performance, version: 2, cancelled: true } })
  await until(async () => (await told(all)).includes('void'), { timeoutMs: 30_000 })
  assert.equal((await friend.get(`${root}/gifts/${gift.id}`)).body.code, null)
  assert.equal((await all.buyer.get(all.url)).body.ticketsLeft, 0)
})

test('what the organiser forbids, foreign tickets, wrong links, own gifts and second offers are refused', async (t) => {
  const all = await bought(t)
  const gift = await offered(all)
  const friend = await all.someone()
  const refused = async (answer: Promise<Answered>, code: string) => assert.equal((await answer).body.code, code)
  await refused(write(all.buyer, `/tickets/${gift.ticketId}/gifts`, { locale: 'en' }), 'GIFT_UNDER_WAY')
  await refused(accept(all.buyer, gift), 'GIFT_OWN')
  await refused(accept(friend, { ...gift, token: 'A'.repeat(22) }), 'GIFT_UNKNOWN')
  await refused(friend.get(`${root}/gifts/${gift.id}`), 'GIFT_UNKNOWN')
  await refused(write(friend, `/gifts/${gift.id}/withdraw`), 'GIFT_UNKNOWN')
  await refused(write(all.buyer, `/gifts/${gift.id}/return`), 'GIFT_UNKNOWN')
  await refused(write(friend, `/tickets/${gift.ticketId}/gifts`, { locale: 'en' }), 'TICKET_UNKNOWN')
  assert.equal((await write(all.buyer, `/tickets/${gift.ticketId}/gifts`, { locale: 'en', email: 'x' })).status, 400)

  await accept(friend, gift)
  await refused(write(all.buyer, `/tickets/${gift.ticketId}/gifts`, { locale: 'en' }), 'TICKET_GIVEN')
  await refused(write(all.buyer, `/gifts/${gift.id}/withdraw`), 'GIFT_TAKEN')
  const [, other] = (await all.buyer.get(all.url)).body.tickets
  await all.sell({ performance: { ...all.performance, version: 2, gifts: false } })
  await refused(write(all.buyer, `/tickets/${other.id}/gifts`, { locale: 'en' }), 'GIFTS_FORBIDDEN')
  await all.sell({ performance: { ...all.performance, version: 3, startsAt: new Date().toISOString() } })
  await refused(write(all.buyer, `/tickets/${other.id}/gifts`, { locale: 'en' }), 'PERFORMANCE_STARTED')
})

test('a mail with the link goes to a friend without an account; nobody else asks for what it says', async (t) => {
  const all = await bought(t)
  const gift = await offered(all, { email: 'friend@example.com' })
  const notification = await all.service('notification')
  const { body } = await notification.get(`/internal/gifts/${gift.id}`)
  assert.deepEqual(
    [body.state, body.email, body.token, body.giverId, body.receiverId],
    ['offered', 'friend@example.com', gift.token, all.buyer.id, null],
  )
  assert.equal((await (await all.service('queue')).get(`/internal/gifts/${gift.id}`)).status, 403)
})
