import { Migration } from '@mikro-orm/migrations'

export class AddDeposits extends Migration {
  override up(): void {
    this.addSql(`
      alter table payment.payment
        add column deposit_until timestamptz,
        add column deposit jsonb,
        add column refund_account jsonb,
        add column moves integer not null default 0,
        drop constraint payment_state_check,
        add constraint payment_state_check check (state in
          ('prepared', 'confirming', 'awaiting-deposit', 'captured', 'declined', 'expired', 'refunding', 'refunded'))`)
    this.addSql(`comment on column payment.payment.refund_account is 'kept until the money of a deposit is back'`)
    this.addSql(`
      create unique index payment_one_deposit on payment.payment (person_id)
        where deposit_until is not null and state in ('confirming', 'awaiting-deposit')`)
    this.addSql(`
      alter table payment.ledger_entry add column move integer not null default 0,
        drop constraint ledger_entry_kind_check,
        add constraint ledger_entry_kind_check check (kind in ('captured', 'deposit-reversed', 'refund-owed', 'refund-returned')),
        drop constraint ledger_entry_payment_id_kind_refund_id_key,
        add constraint ledger_entry_once unique nulls not distinct (payment_id, kind, refund_id, move)`)
  }
}
