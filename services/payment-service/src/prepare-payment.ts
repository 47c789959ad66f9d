import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import type { ExtendedHold } from '@tiketi/contracts/reservation'
import { Refusal } from '@tiketi/kit/refusal'
import type { Config } from './config.ts'
import { movePayment, Payment } from './payment.ts'

/** The bank takes no card payment below this (its error BELOW_MINIMUM_AMOUNT). */
const LEAST_WON = 100
const LEAST_DEPOSIT_WON = 200

interface PreparePayment {
  personId: string
  reservationId: string
  /** What reservation-service says of the hold, just now. */
  hold: ExtendedHold
  virtualAccount?: boolean | undefined
}

/**
 * Makes the payment that the buyer takes to the bank, or gives the one that is ready for the same hold. One that was made
 * before the hold changed ends: the bank was never asked for its money, and reservation-service would refuse its amount.
 */
export async function preparePayment(
  em: EntityManager,
  config: Config,
  { personId, reservationId, hold, virtualAccount = false }: PreparePayment,
): Promise<PreparedPayment> {
  const leastWon = virtualAccount ? LEAST_DEPOSIT_WON : LEAST_WON
  if (hold.amountWon < leastWon)
    throw new Refusal('BELOW_MINIMUM', 409, `The bank takes payments from ₩${leastWon} up.`, {
      amountWon: hold.amountWon,
    })
  const ready = await livePayment(em, reservationId)
  const stale = ready?.state === 'prepared' && !isFor(ready, hold)
  if (stale) await movePayment(em, ready, 'expired', 'the hold was changed', { declineCode: 'HOLD_CHANGED' })
  const payment = ready && !stale ? ready : await createPayment(em, { personId, reservationId, hold })
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

function isFor({ amountWon, orderName: name }: Payment, hold: ExtendedHold): boolean {
  return amountWon === hold.amountWon && name === orderName(hold)
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

async function createPayment(em: EntityManager, { personId, reservationId, hold }: PreparePayment): Promise<Payment> {
  // Two tabs may prepare at once: the second finds the first one's payment.
  await em.execute(
    `insert into payment.payment (id, order_id, reservation_id, person_id, order_name, amount_won, event_id, performance_id, organiser_id,
       deadline, next_look_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz + interval '1 minute')
     on conflict (reservation_id) where state in ('prepared', 'confirming', 'captured') do nothing`,
    [
      randomUUID(),
      randomBytes(16).toString('base64url'),
      reservationId,
      personId,
      orderName(hold),
      hold.amountWon,
      hold.eventId ?? null,
      hold.performanceId ?? null,
      hold.organiserId ?? null,
      hold.deadline,
      hold.deadline,
    ],
  )
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
