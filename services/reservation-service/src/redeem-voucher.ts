import type { EntityManager } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import type { Performance } from './performance.ts'
import { lockLiveHold } from './reservation.ts'
import { spreadVoucher } from './voucher.ts'

interface RedeemVoucher {
  holdId: string
  personId: string
  performance: Performance
  code: string
}

interface Row {
  id: string
  early: boolean
  over: boolean
}

/**
 * The buyer's hold costs less. Nobody takes a voucher twice, and no more people than its quota: the database refuses both,
 * however many try at once.
 *
 * @throws Refusal 404 HOLD_UNKNOWN or VOUCHER_UNKNOWN; 409 with the truth when the hold is no longer the buyer's to change;
 * 409 VOUCHER_APPLIED, VOUCHER_NOT_YET, VOUCHER_OVER, VOUCHER_USED, VOUCHER_GONE, REMAINDER_TOO_SMALL.
 */
export async function redeemVoucher(em: EntityManager, redeem: RedeemVoucher): Promise<void> {
  const { holdId, personId, performance, code } = redeem
  const { voucherId, pricesWon } = await lockLiveHold(em, holdId, personId)
  if (voucherId) throw new Refusal('VOUCHER_APPLIED', 409, 'An order takes one voucher. Take the other one off first.')
  const [voucher] = await em.execute<Row[]>(
    `select id, opens_at > clock_timestamp() as early, closes_at <= clock_timestamp() as over from voucher
     where event_id = ? and code = ?`,
    [performance.eventId, code],
  )
  if (!voucher) throw new Refusal('VOUCHER_UNKNOWN', 404, 'There is no such voucher for this event.')
  if (voucher.early) throw new Refusal('VOUCHER_NOT_YET', 409, 'This voucher cannot be used yet.')
  if (voucher.over) throw new Refusal('VOUCHER_OVER', 409, 'This voucher cannot be used any more.')
  const mine = await em.execute(
    `insert into voucher_use (voucher_id, person_id, reservation_id) values (?, ?, ?)
     on conflict (voucher_id, person_id) do nothing returning voucher_id`,
    [voucher.id, personId, holdId],
  )
  if (mine.length === 0) throw new Refusal('VOUCHER_USED', 409, 'You have used this voucher already.')
  const taken = await em.execute('update voucher set taken = taken + 1 where id = ? and taken < quota returning id', [
    voucher.id,
  ])
  if (taken.length === 0) throw new Refusal('VOUCHER_GONE', 409, 'Others have taken all of this voucher.')
  await spreadVoucher(em, { id: holdId, voucherId: voucher.id, pricesWon })
}
