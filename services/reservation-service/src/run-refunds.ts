import type { EntityManager } from '@mikro-orm/postgresql'
import type { Log } from '@tiketi/kit/log'
import { endHolds } from './end-holds.ts'
import { giveBackOrders } from './give-back-orders.ts'
import { Reservation } from './reservation.ts'
import { returnVouchers } from './voucher.ts'

const BATCH = 100
/** Whatever began before the sale was closed is over by then: no statement lasts longer than ten seconds. */
const DRAINED_AFTER_SECONDS = 30

/**
 * Gives back every order of the performances that were cancelled. The sale is closed by then, so nothing new begins;
 * holds end, and what the bank is still being asked for becomes an order and is given back, too. All progress is in the
 * tables, so any process may go on where another stopped.
 */
export async function runRefunds(em: EntityManager, log: Log): Promise<void> {
  const runs = await em.execute<{ id: string }[]>(
    'select performance_id as id from refund_run where done_at is null order by started_at',
  )
  for (const { id } of runs) {
    while (await giveBackSome(em.fork(), id));
    if (await finish(em, id)) log.info({ performanceId: id }, 'every order of the cancelled performance was given back')
  }
}

/** One batch. Another process at the same performance leaves it alone. */
function giveBackSome(em: EntityManager, performanceId: string): Promise<boolean> {
  return em.transactional(async (em) => {
    const mine = await em.execute(
      'select from refund_run where performance_id = ? and done_at is null for update skip locked',
      [performanceId],
    )
    if (mine.length === 0) return false
    const held = await endHolds(em, {
      to: 'released',
      where: 'performance_id = ?',
      params: [performanceId],
      batch: BATCH,
    })
    const rows = await em.execute<object[]>(
      `select * from reservation where performance_id = ? and state = 'confirmed' limit ${BATCH} for update skip locked`,
      [performanceId],
    )
    const reservations = rows.map((row) => em.map(Reservation, row))
    if (reservations.length > 0) await giveBackOrders(em, performanceId, reservations)
    await returnVouchers(
      em,
      reservations.map(({ id }) => id),
      'open',
    )
    return held.length > 0 || reservations.length > 0
  })
}

async function finish(em: EntityManager, performanceId: string): Promise<boolean> {
  const done = await em.execute(
    `update refund_run set done_at = now()
     where performance_id = ? and done_at is null and started_at < now() - make_interval(secs => ?)
       and not exists (select from reservation where performance_id = ? and state in ('capturing', 'confirmed'))
       and not exists (select from reservation where performance_id = ? and state = 'held')
     returning performance_id`,
    [performanceId, DRAINED_AFTER_SECONDS, performanceId, performanceId],
  )
  return done.length > 0
}
