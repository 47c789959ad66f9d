import type { EntityManager } from '@mikro-orm/postgresql'
import { executeAhead } from '@tiketi/kit/prepared'

/** Debit above 0, credit below; they sum to nothing, or the database refuses them at commit. */
export interface LedgerEntry {
  kind: 'captured' | 'refund-owed' | 'refund-returned'
  paymentId: string
  refundId?: string
  lines: Partial<Record<'bank' | 'elsewhere' | 'sales' | 'fees' | 'owed', number>>
}

/** Writes an entry of the ledger in the transaction of what it tells of. The same is never written twice. */
export async function postEntry(em: EntityManager, { kind, paymentId, refundId, lines }: LedgerEntry): Promise<void> {
  const accounts = Object.entries(lines).filter(([, won]) => won !== 0)
  await executeAhead(
    em,
    `with entry as (
       insert into payment.ledger_entry (kind, payment_id, refund_id) values (?, ?, ?) returning id
     )
     insert into payment.ledger_line (entry_id, account, amount_won)
     select entry.id, account, won from entry, unnest(?::text[], ?::bigint[]) as line (account, won)`,
    [
      kind,
      paymentId,
      refundId ?? null,
      `{${accounts.map(([account]) => account).join(',')}}`,
      `{${accounts.map(([, won]) => won).join(',')}}`,
    ],
  )
}
