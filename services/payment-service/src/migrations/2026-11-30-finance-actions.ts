import { Migration } from '@mikro-orm/migrations'

export class AddFinanceActions extends Migration {
  override up(): void {
    this.addSql('alter table payment.refund add column by_hand boolean not null default false')
    this.addSql(`
      create table payment.finance_action (
        id uuid primary key,
        person_id uuid not null,
        act text not null check (act in ('look-now', 'settled-by-hand')),
        subject_id uuid not null,
        reason text not null check (length(reason) between 1 and 500),
        at timestamptz not null default now()
      )`)
    this.addSql('create index finance_action_age on payment.finance_action (at)')
    this.addSql('revoke update, delete, truncate on payment.finance_action from payment')
  }
}
