import type { EntityManager } from '@mikro-orm/postgresql'
import type { FinanceAction, Unsettled } from '@tiketi/contracts/payment'
import { Refusal } from '@tiketi/kit/refusal'
import { noteReturned } from './note-returned.ts'

const MOST = 100

interface Row {
  id: string
  what: 'payment' | 'refund'
  orderId: string
  amountWon: number
  state: string
  attempt: number
  lastAnswer: string | null
  since: Date
  nextLookAt: Date
}

/** What is neither done nor refused, longest first: payments that the bank is asked about, deposits that are overdue, and refunds that are owed. */
export async function listUnsettled(em: EntityManager): Promise<Unsettled> {
  const rows = await em.execute<Row[]>(
    `select p.id, 'payment' as what, order_id as "orderId", amount_won as "amountWon", state, attempt, null as "lastAnswer",
       (select max(at) from payment.payment_move where payment_id = p.id) as since, next_look_at as "nextLookAt"
     from payment.payment p where state = 'confirming' or state = 'awaiting-deposit' and deposit_until < now()
     union all
     select r.id, 'refund', p.order_id, r.amount_won, r.state, r.attempt, r.last_answer, r.created_at, r.next_look_at
     from payment.refund r join payment.payment p on p.id = r.payment_id where r.state = 'due'
     order by since limit ${MOST}`,
  )
  const actions = await em.execute<(Omit<FinanceAction, 'at'> & { at: Date })[]>(
    `select id, person_id as "personId", act, subject_id as "subjectId", reason, at from payment.finance_action
     order by at desc, id limit ${MOST}`,
  )
  return {
    unsettled: rows.map(({ since, nextLookAt, ...row }) => ({
      ...row,
      since: since.toISOString(),
      nextLookAt: nextLookAt.toISOString(),
    })),
    actions: actions.map(({ at, ...action }) => ({ ...action, at: at.toISOString() })),
  }
}

interface Act {
  personId: string
  subjectId: string
  reason: string
}

/** Has the bank asked now instead of later. @throws Refusal 404 when it is settled already. */
export async function lookNow(em: EntityManager, { personId, subjectId, reason }: Act): Promise<void> {
  const found = await em.execute(
    `with payment as (
       update payment.payment set next_look_at = now() where id = ? and state in ('confirming', 'awaiting-deposit') returning id
     ), refund as (
       update payment.refund set next_look_at = now() where id = ? and state = 'due' returning id
     )
     select id from payment union all select id from refund`,
    [subjectId, subjectId],
  )
  if (found.length === 0) throw settledAlready()
  await audit(em, { act: 'look-now', personId, subjectId, reason })
}

/**
 * The money went back another way, which the reason names: the bank is not asked for it any more.
 *
 * @throws Refusal 404 when it is no refund, or returned already.
 */
export async function settleByHand(em: EntityManager, { personId, subjectId, reason }: Act): Promise<void> {
  if ((await noteReturned(em, [subjectId], 'by-hand')) === 0) throw settledAlready()
  await audit(em, { act: 'settled-by-hand', personId, subjectId, reason })
}

function settledAlready(): Refusal {
  return new Refusal('NOTHING_UNSETTLED', 404, 'This is settled already.')
}

async function audit(em: EntityManager, { act, personId, subjectId, reason }: Act & { act: FinanceAction['act'] }) {
  await em.execute(
    'insert into payment.finance_action (id, person_id, act, subject_id, reason) values (gen_random_uuid(), ?, ?, ?, ?)',
    [personId, act, subjectId, reason],
    'run',
  )
}
