import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { SECRET } from '../../services/payment-service/test/stage.ts'
import { goAndComeBack, noteHeld } from './acts.ts'
import { commands } from './commands.ts'
import { newModel } from './model.ts'
import { playSequences } from './sequences.ts'
import { command } from './step.ts'
import { layGround, World } from './world.ts'

const SEQUENCES = 200

const seed = randomInt(2 ** 31)

test(`whatever people and the bank do in whatever order, after each step seats and money agree (seed ${seed})`, (t) =>
  playSequences(t, { seed, count: SEQUENCES, commands }))

const claimLost = 'delete from reservation.seat_claim where performance_id = $1'

/** What is done behind the services' back, and what is said of it. */
const wrongs: Record<string, string> = {
  [`${claimLost} and seat = 0`]: 'a live reservation without all its seats',
  "update reservation.reservation set seats = '{0}' where performance_id = $1 and state = 'held'":
    'a seat with two live claims',
  [`delete from reservation.ticket where seat = 1 and reservation_id in (
      select id from reservation.reservation where performance_id = $1)`]: 'tickets for other places than were paid',
  [`update payment.ledger_line set amount_won = amount_won - 1 where account = 'bank' and entry_id in (
      select e.id from payment.ledger_entry e join payment.payment p on p.id = e.payment_id where p.performance_id = $1)`]:
    'a ledger entry that does not balance',
  'update reservation.buyer_quota set taken = taken + 1 where scope = $1': 'a quota that is not what is held',
  'update reservation.standing_stock set available = available - 1 where performance_id = $1':
    'a standing area that is counted wrong',
}

test('a row that is wrong is noticed, and so is money that the bank gave back of its own accord', async (t) => {
  const ground = await layGround(t)
  const sold = async () => {
    const world = await World.begin(ground)
    const model = newModel()
    for (const wish of [
      { buyer: 0, seats: [0, 1], standing: 1 },
      { buyer: 1, seats: [2], standing: 0 },
    ])
      noteHeld(model, wish, (await world.hold(wish)).body)
    await goAndComeBack(model, model.orders[0]!, world)
    await world.agrees(model)
    return { world, model }
  }
  for (const [sql, said] of Object.entries(wrongs)) {
    const { world } = await sold()
    await world.rows(sql, [world.performance.id])
    assert.match((await world.broken()).join('\n'), new RegExp(said), sql)
  }
  const { world, model } = await sold()
  const { paymentKey } = model.orders[0]!.redirects[0]!
  const answer = await fetch(`${world.all.bank.url}/v1/payments/${paymentKey}/cancel`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${SECRET}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ cancelReason: 'of its own accord', cancelAmount: 1_000 }),
  })
  assert.equal(answer.status, 200)
  await assert.rejects(world.agrees(model), /Expected values/)
})

test('a sequence that fails is told in its shortest form, and its seed plays it again', async (t) => {
  const lost = command('a seat is lost', fc.constant(undefined), async (_model, world) => {
    await world.rows(claimLost, [world.performance.id])
  })
  const play = async () => {
    const failure = await playSequences(t, { seed: 1, count: 1, commands: [commands[0]!, lost] }).catch(String)
    return /^Counterexample: \[(.*)\]$/m.exec(String(failure))?.[1]
  }
  const first = await play()
  assert.match(first!, /^hold \{[^}]*\},a seat is lost$/)
  assert.equal(await play(), first)
})
