import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { LEAST_PAYMENT_WON, type PreparedPayment } from '@tiketi/contracts/payment'
import { POINTS } from '@tiketi/contracts/points'
import type { ExtendedHold } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import type { Config } from './config.ts'
import { movePayment, Payment } from './payment.ts'
import { reservePoints } from './points.ts'

const LEAST_DEPOSIT_WON = 200

interface PreparePayment {
  personId: string
  reservationId: string
  /** What reservation-service says of the hold, just now. */
  hold: ExtendedHold
  virtualAccount?: boolean | undefined
  /** How much of it is to be paid with points. */
  points: number
}

/**
 * Makes the payment that the buyer takes to the bank, or gives the one that is ready for the same hold. One that was made
 * before the hold or its points changed ends: the bank was never asked for its money, and reservation-service would refuse its amount.
 */
export async function preparePayment(
  em: EntityManager,
  config: Config,
  prepare: PreparePayment,
): Promise<PreparedPayment> {
  const { personId, reservationId, hold, points, virtualAccount = false } = prepare
  if (points > hold.amountWon)
    throw new Refusal('POINTS_TOO_MANY', 409, 'That is more points than this order costs.', {
      amountWon: hold.amountWon,
    })
  const leftWon = hold.amountWon - points
  const leastWon = virtualAccount ? LEAST_DEPOSIT_WON : LEAST_PAYMENT_WON
  if (leftWon > 0 && leftWon < leastWon)
    throw new Refusal('BELOW_MINIMUM', 409, `The bank takes payments from ₩${leastWon} up.`, {
      amountWon: leftWon,
    })
  const ready = await livePayment(em, reservationId)
  if (ready?.state === 'prepared' && !isFor(ready, prepare))
    await movePayment(em, ready, 'expired', 'the hold was changed', { declineCode: 'HOLD_CHANGED' })
  const payment = (await livePayment(em, reservationId)) ?? (await createPayment(em, prepare))
  if (payment.state === 'captured')
    throw new Refusal('ALREADY_PAID', 409, 'These seats are paid already.', { orderId: payment.orderId })
  if (payment.state === 'confirming' || payment.state === 'awaiting-deposit')
    throw new Refusal('PAYMENT_RUNNING', 409, 'A payment for these seats is being confirmed right now.', {
      orderId: payment.orderId,
    })
  const depositUntil = virtualAccount ? await depositTerms(em, personId, hold) : null
  const [{ now }] = await em.execute<[{ now: Date }]>(
    `with chosen as (
       update payment.payment set deposit_until = ? where id = ? and state = 'prepared' and deposit_until is distinct from ?
     )
     select now()`,
    [depositUntil, payment.id, depositUntil],
  )
  return {
    paymentId: payment.id,
    orderId: payment.orderId,
    orderName: payment.orderName,
    amountWon: payment.amountWon,
    pointsWon: payment.pointsWon,
    clientKey: config.BANK_CLIENT_KEY,
    customerKey: customerKey(personId),
    scriptUrl: config.BANK_SCRIPT_URL,
    successUrl: `${config.PUBLIC_URL}/pay/success`,
    failUrl: `${config.PUBLIC_URL}/pay/fail`,
    deadline: hold.deadline,
    serverTime: now.toISOString(),
    depositUntil,
  }
}

function isFor({ amountWon, pointsWon, orderName: name }: Payment, { hold, points }: PreparePayment): boolean {
  return amountWon + pointsWon === hold.amountWon && pointsWon === points && name === orderName(hold)
}

/** @throws Refusal 409 where the sale allows no deposits, or the buyer's last one is still awaited. */
async function depositTerms(em: EntityManager, personId: string, { depositUntil }: ExtendedHold): Promise<string> {
  if (!depositUntil)
    throw new Refusal(
      'DEPOSIT_NOT_OFFERED',
      409,
      'These seats cannot be paid for by a deposit. Please pay another way.',
    )
  const open = await em.execute(
    `select from payment.payment
     where person_id = ? and deposit_until is not null and state in ('confirming', 'awaiting-deposit')`,
    [personId],
  )
  if (open.length > 0) throw depositOpen()
  return depositUntil
}

export function depositOpen(): Refusal {
  return new Refusal(
    'DEPOSIT_OPEN',
    409,
    'Another deposit of yours is still awaited. Please make it, or pay another way.',
  )
}

function livePayment(em: EntityManager, reservationId: string): Promise<Payment | null> {
  return em.findOne(
    Payment,
    { reservationId, state: { $in: ['prepared', 'confirming', 'awaiting-deposit', 'captured'] } },
    { refresh: true },
  )
}

async function createPayment(
  em: EntityManager,
  { personId, reservationId, hold, points }: PreparePayment,
): Promise<Payment> {
  const id = randomUUID()
  // Two tabs may prepare at once: the second finds the first one's payment.
  const made = await em.execute(
    `insert into payment.payment (id, order_id, reservation_id, person_id, order_name, amount_won, points_won, event_id, performance_id,
       organiser_id, earn_at, deadline, next_look_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz + interval '${POINTS.earnedAfterHours} hours', ?, ?::timestamptz + interval '1 minute')
     on conflict (reservation_id) where state in ('prepared', 'confirming', 'captured') do nothing returning id`,
    [
      id,
      randomBytes(16).toString('base64url'),
      reservationId,
      personId,
      orderName(hold),
      hold.amountWon - points,
      points,
      hold.eventId ?? null,
      hold.performanceId ?? null,
      hold.organiserId ?? null,
      hold.startsAt ?? null,
      hold.deadline,
      hold.deadline,
    ],
  )
  if (made.length > 0) await reservePoints(em, { paymentId: id, personId }, points)
  return (await livePayment(em, reservationId))!
}

/** At most 100 characters, the bank's limit. */
function orderName({ title, seats }: ExtendedHold): string {
  return `${title.ko.slice(0, 80)} ${seats}매`
}

/** The bank wants a stable name of the person that nobody can guess and that tells nothing (2-50 characters). */
function customerKey(personId: string): string {
  return createHash('sha256').update(`tiketi customer ${personId}`).digest('base64url').slice(0, 40)
}
