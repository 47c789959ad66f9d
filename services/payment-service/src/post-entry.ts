import type { EntityManager } from '@mikro-orm/postgresql'
import { executeAhead } from '@tiketi/kit/prepared'

/** Debit above 0, credit below; they sum to nothing, or the database refuses them at commit. */
export interface LedgerEntry {
  kind: 'captured' | 'deposit-reversed' | 'refund-owed' | 'refund-returned'
  paymentId: string
  refundId?: string
  /** Of the payment: a deposit may be made, and taken back, more than once. */
  move?: number
  lines: Partial<Record<'bank' | 'elsewhere' | 'points' | 'sales' | 'fees' | 'owed', number>>
}

/** Writes entries of the ledger in the transaction of what they tell of. The same is never written twice. */
export async function postEntries(em: EntityManager, entries: LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ kind, paymentId, refundId, move = 0, lines }) => ({
    kind,
    payment_id: paymentId,
    refund_id: refundId,
    move,
    lines: Object.entries(lines)
      .filter(([, won]) => won !== 0)
      .map(([account, won]) => ({ account, won })),
  }))
  await executeAhead(
    em,
    `with given as (
       select * from jsonb_to_recordset(?) as given (kind text, payment_id uuid, refund_id uuid, move int, lines jsonb)
     ), entry as (
       insert into payment.ledger_entry (kind, payment_id, refund_id, move) select kind, payment_id, refund_id, move from given
       returning id, kind, payment_id, refund_id
     )
     insert into payment.ledger_line (entry_id, account, amount_won)
     select entry.id, account, won from entry join given
       on (given.kind, given.payment_id) = (entry.kind, entry.payment_id)
         and given.refund_id is not distinct from entry.refund_id,
       jsonb_to_recordset(given.lines) as line (account text, won bigint)`,
    [JSON.stringify(rows)],
  )
}
