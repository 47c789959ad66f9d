import type { EntityManager } from '@mikro-orm/postgresql'
import type { CaptureAnswer } from '@tiketi/contracts/reservation'
import { executePrepared } from '@tiketi/kit/prepared'
import { Refusal } from '@tiketi/kit/refusal'
import { literal } from './claim-statement.ts'
import { presentReservation } from './reservation.ts'
import { sharesOf } from './voucher.ts'

interface CaptureHold {
  reservationId: string
  paymentId: string
  amountWon: number
  /** How much of that is paid with points. */
  pointsWon?: number
}

/** If the hold changes meanwhile, its total does too, and the capture is refused. */
async function pointShares(em: EntityManager, reservationId: string, pointsWon: number): Promise<number[]> {
  const { reservation } = await presentReservation(em, reservationId)
  return sharesOf({ kind: 'amount', value: pointsWon }, reservation.leftWon())
}

/**
 * The last moment before the bank is asked for money: from here on the whole hold waits for the bank's answer and cannot
 * expire. The same payment may ask again and gets the same answer.
 *
 * @throws Refusal 404, or 409 with the truth; then nothing may be charged.
 */
export async function captureHold(em: EntityManager, capture: CaptureHold): Promise<CaptureAnswer> {
  const { reservationId, paymentId, amountWon, pointsWon = 0 } = capture
  const shares = pointsWon > 0 ? await pointShares(em, reservationId, pointsWon) : []
  const moved = await executePrepared(
    em,
    `update reservation r set state = 'capturing', payment_id = ?, points_won = ?::int[]
     where id = ? and state = 'held' and deadline > now() and total_won = ? and not ? = any(declined_payments)
       and cardinality(seats) = (
         select count(*) from seat_claim c
         where c.performance_id = r.performance_id and c.seat = any(r.seats) and c.reservation_id = r.id)
       and not exists (select from performance p where p.id = r.performance_id and p.cancelled)
     returning id`,
    [paymentId, literal(shares), reservationId, amountWon, paymentId],
  )
  if (moved.length > 0) return { state: 'capturing' }

  const { reservation, now } = await presentReservation(em, reservationId)
  if (reservation.paymentId === paymentId) return { state: reservation.state }
  if (reservation.state !== 'held' || reservation.deadline <= now) throw reservation.refusal(now)
  if (reservation.declinedPayments.includes(paymentId))
    throw new Refusal('PAYMENT_DECLINED', 409, 'This payment was declined before. Please begin a new one.')
  if (reservation.totalWon !== amountWon)
    throw new Refusal('AMOUNT_MISMATCH', 409, 'The amount does not match these seats.', {
      amountWon: reservation.totalWon,
    })
  const cancelled = await em.execute('select from performance where id = ? and cancelled', [reservation.performanceId])
  if (cancelled.length > 0) throw new Refusal('PERFORMANCE_CANCELLED', 409, 'This performance was cancelled.')
  throw reservation.refusal(now)
}
