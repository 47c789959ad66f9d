import type { EntityManager } from '@mikro-orm/postgresql'
import { LEAST_PAYMENT_WON } from '@tiketi/contracts/payment'
import type { Voucher } from '@tiketi/contracts/voucher'
import { Refusal } from '@tiketi/kit/refusal'
import { literal } from './claim-statement.ts'

/** Keeps a voucher as event-service made it; it never changes. */
export async function storeVoucher(em: EntityManager, voucher: Voucher): Promise<void> {
  const { id, eventId, code, kind, value, quota, opensAt, closesAt } = voucher
  await em.execute(
    `insert into voucher (id, event_id, code, kind, value, quota, opens_at, closes_at) values (?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do nothing`,
    [id, eventId, code, kind, value, quota, opensAt, closesAt],
    'run',
  )
}

type Terms = Pick<Voucher, 'kind' | 'value'>

/**
 * What each place costs less: by its share of the price, rounded so that all together come to the discount to the won, and
 * none to more than its price.
 */
export function sharesOf({ kind, value }: Terms, pricesWon: number[]): number[] {
  const total = pricesWon.reduce((sum, price) => sum + price, 0)
  const discount = kind === 'percent' ? Math.floor((total * value) / 100) : Math.min(value, total)
  let [priced, shared] = [0, 0]
  return pricesWon.map((price) => {
    priced += price
    // Both are below 2^33, so their product needs more than a double has.
    const share = Number((BigInt(priced) * BigInt(discount)) / BigInt(Math.max(total, 1))) - shared
    shared += share
    return share
  })
}

interface Discounted {
  id: string
  voucherId: string
  pricesWon: number[]
}

/**
 * A locked hold costs what its voucher leaves.
 *
 * @throws Refusal 409 REMAINDER_TOO_SMALL when that is less than the bank takes, and not nothing.
 */
export async function spreadVoucher(em: EntityManager, { id, voucherId, pricesWon }: Discounted): Promise<void> {
  const [terms] = await em.execute<[Terms]>('select kind, value from voucher where id = ?', [voucherId])
  const shares = sharesOf(terms, pricesWon)
  const total = pricesWon.reduce((sum, price, at) => sum + price - shares[at]!, 0)
  if (total > 0 && total < LEAST_PAYMENT_WON)
    throw new Refusal(
      'REMAINDER_TOO_SMALL',
      409,
      `With this voucher less than ₩${LEAST_PAYMENT_WON} would be left to pay, which the bank does not take.`,
      { amountWon: total },
    )
  await em.execute(
    'update reservation set voucher_id = ?, discounts_won = ?::int[], total_won = ? where id = ?',
    [voucherId, literal(shares), total, id],
    'run',
  )
}

/**
 * Others may take the vouchers of these reservations again. The last step of a transaction, so that all who lock vouchers
 * have what else they need.
 *
 * @param only `open`: those whose window is open; one that was sold stays used when it is over.
 */
export async function returnVouchers(em: EntityManager, reservationIds: string[], only: 'open' | 'all'): Promise<void> {
  if (reservationIds.length === 0) return
  const ids = `{${reservationIds.join(',')}}`
  await em.execute(
    `with spent as (
       select voucher_id, count(*)::int as uses from voucher_use where reservation_id = any(?::uuid[]) group by voucher_id
     ), locked as (
       select v.id, uses from voucher v join spent on spent.voucher_id = v.id
       where ? or v.closes_at > now() order by v.id for update of v
     ), ended as (
       delete from voucher_use u using locked where u.voucher_id = locked.id and u.reservation_id = any(?::uuid[])
     )
     update voucher v set taken = v.taken - uses from locked where v.id = locked.id`,
    [ids, only === 'all', ids],
    'run',
  )
}
