import type { EntityManager } from '@mikro-orm/postgresql'
import { lockLiveHold } from './reservation.ts'
import { returnVouchers } from './voucher.ts'

/** The hold costs its whole price again, and somebody may take the voucher. @throws Refusal 404, or 409 with the truth. */
export async function takeVoucherOff(
  em: EntityManager,
  { holdId, personId }: { holdId: string; personId: string },
): Promise<void> {
  const { pricesWon } = await lockLiveHold(em, holdId, personId)
  const total = pricesWon.reduce((sum, price) => sum + price, 0)
  await em.execute(
    `update reservation set voucher_id = null, discounts_won = '{}', total_won = ? where id = ?`,
    [total, holdId],
    'run',
  )
  await returnVouchers(em, [holdId], 'all')
}
