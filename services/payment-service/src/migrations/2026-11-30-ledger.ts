import { Migration } from '@mikro-orm/migrations'

export class AddLedger extends Migration {
  override up(): void {
    this.addSql(`
      create table payment.ledger_entry (
        id bigint generated always as identity primary key,
        kind text not null check (kind in ('captured', 'refund-owed', 'refund-returned')),
        payment_id uuid not null references payment.payment,
        refund_id uuid references payment.refund,
        at timestamptz not null default now(),
        unique nulls not distinct (payment_id, kind, refund_id)
      )`)
    this.addSql(`
      create table payment.ledger_line (
        entry_id bigint not null references payment.ledger_entry,
        account text not null check (account in ('bank', 'elsewhere', 'sales', 'fees', 'owed')),
        amount_won bigint not null check (amount_won <> 0),
        primary key (entry_id, account)
      )`)
    this.addSql(`comment on table payment.ledger_line is
      'debit above 0, credit below. bank: what it has of ours. elsewhere: what was paid by hand. sales, fees: what organisers are due. owed: what buyers are due.'`)
    this.addSql(`
      create function payment.refuse_unbalanced() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        if (select sum(amount_won) from payment.ledger_line where entry_id = new.entry_id) <> 0 then
          raise exception 'ledger entry % does not sum to nothing', new.entry_id using errcode = 'check_violation';
        end if;
        return null;
      end $$`)
    this.addSql(`
      create constraint trigger balanced after insert on payment.ledger_line deferrable initially deferred
        for each row execute function payment.refuse_unbalanced()`)
    for (const table of ['ledger_entry', 'ledger_line'])
      this.addSql(`revoke update, delete, truncate on payment.${table} from payment`)

    this.addSql('alter table payment.refund add column fee_won integer not null default 0 check (fee_won >= 0)')
    this.addSql(`create index payment_of_event on payment.payment (event_id) where event_id is not null`)
    // What was taken and given back before there was a ledger.
    this.addSql(`
      with entry as (
        insert into payment.ledger_entry (kind, payment_id)
        select 'captured', id from payment.payment where state in ('captured', 'refunding', 'refunded')
        returning id, payment_id
      )
      insert into payment.ledger_line (entry_id, account, amount_won)
      select entry.id, account, sign * p.amount_won from entry join payment.payment p on p.id = entry.payment_id,
        (values ('bank', 1), ('sales', -1)) as line (account, sign)`)
    this.addSql(`
      with entry as (
        insert into payment.ledger_entry (kind, payment_id, refund_id)
        select kind, payment_id, id from payment.refund, unnest(array['refund-owed', 'refund-returned']) as kind
        where amount_won > 0 and (kind = 'refund-owed' or state = 'returned')
        returning id, kind, refund_id
      )
      insert into payment.ledger_line (entry_id, account, amount_won)
      select entry.id, account, sign * r.amount_won from entry join payment.refund r on r.id = entry.refund_id
        join (values ('refund-owed', 'sales', 1), ('refund-owed', 'owed', -1), ('refund-returned', 'owed', 1),
          ('refund-returned', 'bank', -1)) as line (kind, account, sign) using (kind)`)
    this.addSql(`
      with entry as (
        insert into payment.ledger_entry (kind, payment_id)
        select kind, id from payment.payment p, unnest(array['refund-owed', 'refund-returned']) as kind
        where state = 'refunded' and not exists (select from payment.refund where payment_id = p.id)
        returning id, kind, payment_id
      )
      insert into payment.ledger_line (entry_id, account, amount_won)
      select entry.id, account, sign * p.amount_won from entry join payment.payment p on p.id = entry.payment_id
        join (values ('refund-owed', 'sales', 1), ('refund-owed', 'owed', -1), ('refund-returned', 'owed', 1),
          ('refund-returned', 'bank', -1)) as line (kind, account, sign) using (kind)`)
  }
}
