import type { EntityManager } from '@mikro-orm/postgresql'
import type { RefundAccount } from '@tiketi/contracts/payment'
import { gauge } from '@tiketi/kit/metrics'
import { executePrepared } from '@tiketi/kit/prepared'
import type { BankAnswer } from './bank.ts'
import { gathered } from './gathered.ts'
import { noteReturned } from './note-returned.ts'
import type { Pace } from './pace.ts'
import { Refund } from './refund.ts'
import type { Settling } from './settle-payment.ts'

/** Looking for what is due costs more than a refund, so it is done for so many rounds at once. */
const CLAIMED_AHEAD = 4

const oldest = gauge('refund_due_seconds', 'Age of the oldest refund that is still owed')

/** A refund that is owed, with all that the bank must be told. */
interface Owed {
  refund: Refund
  paymentKey: string
  /** What the bank has left of the payment. */
  leftWon: number
  byDeposit: boolean
  account: RefundAccount | null
}

/** Brings back what is owed, as fast as the bank takes it. Any number of processes may do it side by side. */
export async function returnMoney(em: EntityManager, settling: Settling, pace: Pace): Promise<void> {
  const notes = gathered((ids: string[]) =>
    em.fork().transactional((em) => noteReturned(em as EntityManager, ids, 'by-bank')),
  )
  let claimed: Owed[] = []
  do {
    if (pace.restMs > 0) break
    claimed = await claimDue(em, pace.atOnce * CLAIMED_AHEAD, settling.leaseSeconds)
    const queue = claimed.values()
    const noted: Promise<unknown>[] = []
    const work = async () => {
      // No longer than the bank takes it: whoever is still in the queue then is owed as before.
      while (pace.restMs === 0) {
        const { value: owed, done } = queue.next()
        if (done) return
        const going = returnOne(em, { settling, pace, note: (id) => void noted.push(notes(id)) }, owed)
        await going.catch((error: Error) =>
          settling.log.error(
            { err: error, refundId: owed.refund.id },
            'a refund was not carried on; it is tried again',
          ),
        )
      }
    }
    await Promise.all(Array.from({ length: pace.atOnce }, work))
    for (const result of await Promise.allSettled(noted))
      if (result.status === 'rejected')
        settling.log.error({ err: result.reason }, 'returned refunds were not noted yet')
    await letGo(em, [...queue])
  } while (claimed.length > 0)
  const [{ seconds }] = await em.execute<[{ seconds: number }]>(
    `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds from payment.refund where state = 'due'`,
  )
  oldest.set(seconds)
}

/** Claimed, and not begun. */
async function letGo(em: EntityManager, left: Owed[]): Promise<void> {
  if (left.length === 0) return
  await em.execute(
    `update payment.refund set next_look_at = now() where id = any(?::uuid[]) and state = 'due'`,
    [`{${left.map(({ refund }) => refund.id).join(',')}}`],
    'run',
  )
}

async function claimDue(em: EntityManager, most: number, leaseSeconds: number): Promise<Owed[]> {
  const rows = await executePrepared<ClaimedRow>(
    em,
    `with claimed as (
       update payment.refund set next_look_at = now() + make_interval(secs => ?)
       where id in (
         select id from payment.refund r where state = 'due' and next_look_at <= now() and not exists (
           select from payment.refund before where before.payment_id = r.payment_id and before.state = 'due'
             and (before.created_at, before.id) < (r.created_at, r.id))
         order by next_look_at limit ? for update skip locked)
       returning id, payment_id, amount_won, reason, state, attempt, last_answer
     )
     select claimed.id, claimed.payment_id, claimed.amount_won, reason, claimed.state, claimed.attempt, last_answer,
       p.payment_key as "paymentKey", p.deposit is not null as "byDeposit", p.refund_account as account, (p.amount_won - coalesce((
         select sum(amount_won) from payment.refund
         where payment_id = p.id and state = 'returned' and not by_hand), 0))::int as "leftWon"
     from claimed join payment.payment p on p.id = claimed.payment_id`,
    [leaseSeconds, most],
  )
  return rows.map(({ paymentKey, leftWon, byDeposit, account, ...row }) => ({
    refund: em.fork().map(Refund, row),
    paymentKey,
    leftWon,
    byDeposit,
    account,
  }))
}

type ClaimedRow = Omit<Owed, 'refund'>

interface Returning {
  settling: Settling
  pace: Pace
  note(refundId: string): void
}

/** The same key never gives back twice, and the bank refuses when what is left is not what we expect. */
async function returnOne(
  em: EntityManager,
  { settling: { bank, log }, pace, note }: Returning,
  { refund, paymentKey, leftWon, byDeposit, account }: Owed,
): Promise<void> {
  if (refund.amountWon === 0) return note(refund.id)
  // The buyer is asked for it, and is heard at once.
  if (byDeposit && !account) return waitForAccount(em, refund)
  const answer = await bank.cancel(paymentKey, {
    amountWon: refund.amountWon,
    refundableWon: leftWon,
    reason: refund.told(),
    idempotencyKey: refund.key(),
    account,
  })
  const throttled = answer.kind === 'unknown' && answer.throttled
  if (throttled) pace.wasTooMuch()
  else pace.wentWell()
  // It may be that the bank repeats this answer for the key, so the second time a new key is tried.
  if (throttled && refund.lastAnswer !== answer.why)
    return lookAgain(em, refund, { answer, inSeconds: pace.restMs / 1_000 })
  const stands = answer.kind === 'payment' ? answer : await bank.find(paymentKey)
  const balance = stands.kind === 'payment' ? stands.payment.balanceAmount : undefined
  if (balance === leftWon - refund.amountWon) return note(refund.id)
  log.error({ refundId: refund.id, answer }, 'a refund did not go through yet; it is tried again')
  await lookAgain(em, refund, {
    answer,
    inSeconds: Math.min(600, 2 ** Math.min(refund.attempt, 10)),
    // Nothing moved after a definite answer, so a new key may try afresh; the old one would replay it.
    newAttempt:
      balance === leftWon && (throttled || answer.kind === 'refused' || (answer.kind === 'unknown' && answer.failed)),
  })
}

async function waitForAccount(em: EntityManager, { id }: Refund): Promise<void> {
  await em.execute(
    `update payment.refund set next_look_at = now() + interval '1 hour', last_answer = 'REFUND_ACCOUNT_MISSING'
     where id = ? and state = 'due'`,
    [id],
    'run',
  )
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
