import type { EntityManager } from '@mikro-orm/postgresql'
import { gauge } from '@tiketi/kit/metrics'
import { publish } from '@tiketi/kit/publish'
import type { BankAnswer } from './bank.ts'
import type { Pace } from './pace.ts'
import { movePayment, Payment } from './payment.ts'
import { postEntry } from './post-entry.ts'
import { Refund } from './refund.ts'
import type { Settling } from './settle-payment.ts'

const oldest = gauge('refund_due_seconds', 'Age of the oldest refund that is still owed')

/** Brings back what is owed, as fast as the bank takes it. Any number of processes may do it side by side. */
export async function returnMoney(em: EntityManager, settling: Settling, pace: Pace): Promise<void> {
  let claimed: Refund[] = []
  do {
    if (pace.restMs > 0) break
    claimed = await claimDue(em, pace.atOnce, settling.leaseSeconds)
    await Promise.all(
      claimed.map((refund) =>
        returnOne(em.fork(), settling, pace, refund).catch((error: Error) =>
          settling.log.error({ err: error, refundId: refund.id }, 'a refund was not carried on; it is tried again'),
        ),
      ),
    )
  } while (claimed.length > 0)
  const [{ seconds }] = await em.execute<[{ seconds: number }]>(
    `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds from payment.refund where state = 'due'`,
  )
  oldest.set(seconds)
}

async function claimDue(em: EntityManager, most: number, leaseSeconds: number): Promise<Refund[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update payment.refund set next_look_at = now() + make_interval(secs => ?)
      where id in (
        select id from payment.refund r where state = 'due' and next_look_at <= now() and not exists (
          select from payment.refund before where before.payment_id = r.payment_id and before.state = 'due'
            and (before.created_at, before.id) < (r.created_at, r.id))
        order by next_look_at limit ? for update skip locked)
      returning id`,
    [leaseSeconds, most],
  )
  return em.fork().find(Refund, { id: { $in: rows.map(({ id }) => id) } })
}

/** The same key never gives back twice, and the bank refuses when what is left is not what we expect. */
async function returnOne(em: EntityManager, settling: Settling, pace: Pace, refund: Refund): Promise<void> {
  const payment = await em.findOneOrFail(Payment, { id: refund.paymentId }, { refresh: true })
  const [{ left }] = await em.execute<[{ left: number }]>(
    `select (? - coalesce(sum(amount_won), 0))::int as left from payment.refund
     where payment_id = ? and state = 'returned' and not by_hand`,
    [payment.amountWon, payment.id],
  )
  if (refund.amountWon === 0) return returned(em, payment, refund)
  const answer = await settling.bank.cancel(payment.paymentKey!, {
    amountWon: refund.amountWon,
    refundableWon: left,
    reason: refund.told(),
    idempotencyKey: refund.key(),
  })
  const throttled = answer.kind === 'unknown' && answer.throttled
  if (throttled) pace.wasTooMuch()
  else pace.wentWell()
  // It may be that the bank repeats this answer for the key, so the second time a new key is tried.
  if (throttled && refund.lastAnswer !== answer.why)
    return lookAgain(em, refund, { answer, inSeconds: pace.restMs / 1_000 })
  const stands = answer.kind === 'payment' ? answer : await settling.bank.find(payment.paymentKey!)
  const balance = stands.kind === 'payment' ? stands.payment.balanceAmount : undefined
  if (balance === left - refund.amountWon) return returned(em, payment, refund)
  settling.log.error({ refundId: refund.id, answer }, 'a refund did not go through yet; it is tried again')
  await lookAgain(em, refund, {
    answer,
    inSeconds: Math.min(600, 2 ** Math.min(refund.attempt, 10)),
    // Nothing moved after a definite answer, so a new key may try afresh; the old one would replay it.
    newAttempt:
      balance === left && (throttled || answer.kind === 'refused' || (answer.kind === 'unknown' && answer.failed)),
  })
}

async function returned(em: EntityManager, payment: Payment, refund: Refund): Promise<void> {
  await em.transactional((em) => noteReturned(em, payment, refund, 'by-bank'))
}

/** The money is back, in the caller's transaction. @returns whether this call noted it. */
export async function noteReturned(
  em: EntityManager,
  payment: Payment,
  refund: Refund,
  how: 'by-bank' | 'by-hand',
): Promise<boolean> {
  const [paid] = await em.execute<{ whole: boolean }[]>(
    `with done as (
       update payment.refund set state = 'returned', returned_at = now(), last_answer = null, by_hand = ?
       where id = ? and state = 'due' returning payment_id, amount_won
     )
     update payment.payment p set refund_due_won = refund_due_won - done.amount_won, refunded_won = refunded_won + done.amount_won
     from done where p.id = done.payment_id
     returning p.refunded_won = p.amount_won as whole`,
    [how === 'by-hand', refund.id],
  )
  if (!paid) return false
  const { id: paymentId, reservationId, personId } = payment
  const { id: refundId, amountWon, reason } = refund
  const lines = { owed: amountWon, [how === 'by-hand' ? 'elsewhere' : 'bank']: -amountWon }
  if (paid.whole) await movePayment(em, payment, 'refunded', 'all of it was given back')
  await postEntry(em, { kind: 'refund-returned', paymentId, refundId, lines })
  await publish(em, 'payment.refunded', {
    paymentId,
    reservationId,
    personId,
    amountWon,
    ...(reason !== 'seats-gone' && { refundId, by: reason }),
  })
  return true
}

interface LookAgain {
  answer: BankAnswer
  inSeconds: number
  newAttempt?: boolean | undefined
}

async function lookAgain(em: EntityManager, refund: Refund, { answer, inSeconds, newAttempt = false }: LookAgain) {
  await em.execute(
    `update payment.refund set attempt = attempt + ?, next_look_at = now() + make_interval(secs => ?), last_answer = ?
      where id = ? and attempt = ? and state = 'due'`,
    [Number(newAttempt), inSeconds, saidBy(answer), refund.id, refund.attempt],
    'run',
  )
}

function saidBy(answer: BankAnswer): string {
  if (answer.kind === 'refused') return answer.code
  return answer.kind === 'unknown' ? answer.why : `the balance was ${answer.payment.balanceAmount}`
}
