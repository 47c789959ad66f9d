import { Migration } from '@mikro-orm/migrations'

export class AddPoints extends Migration {
  override up(): void {
    this.addSql(`
      create table payment.point_lot (
        id uuid primary key default gen_random_uuid(),
        person_id uuid not null,
        payment_id uuid not null unique references payment.payment,
        expires_at timestamptz not null
      )`)
    this.addSql(`comment on table payment.point_lot is 'points that were earned with one payment and expire together'`)
    this.addSql('create index point_lot_of_person on payment.point_lot (person_id, expires_at)')
    this.addSql(`
      create table payment.point_entry (
        id bigint generated always as identity primary key,
        kind text not null check (kind in ('earned', 'reserved', 'released', 'spent', 'returned', 'expired')),
        person_id uuid not null,
        payment_id uuid references payment.payment,
        refund_id uuid,
        at timestamptz not null default clock_timestamp(),
        check ((payment_id is null) = (kind = 'expired')),
        check ((refund_id is null) = (kind <> 'returned'))
      )`)
    this.addSql(`
      create unique index point_entry_once on payment.point_entry (payment_id, kind, refund_id) nulls not distinct
        where payment_id is not null`)
    this.addSql('create index point_entry_of_person on payment.point_entry (person_id, id)')
    this.addSql(`
      create table payment.point_line (
        entry_id bigint not null references payment.point_entry,
        lot_id uuid not null references payment.point_lot,
        account text not null check (account in ('issued', 'available', 'reserved', 'spent', 'expired')),
        points int not null check (points <> 0),
        primary key (entry_id, lot_id, account)
      )`)
    this.addSql(`comment on table payment.point_line is 'where points of a lot are; balances are sums of it'`)
    this.addSql('create index point_line_of_lot on payment.point_line (lot_id, account)')
    // Whoever moves points of a lot waits for the one before, so a sum is never looked at while another grows.
    this.addSql(`
      create function payment.lock_point_lot() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        perform from payment.point_lot where id = new.lot_id for update;
        return new;
      end $$`)
    this.addSql(`
      create trigger one_after_another before insert on payment.point_line
        for each row execute function payment.lock_point_lot()`)
    this.addSql(`
      create function payment.refuse_unbalanced_points() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
      begin
        if (select sum(points) from payment.point_line where entry_id = new.entry_id and lot_id = new.lot_id) <> 0 then
          raise exception 'entry % of points does not sum to nothing', new.entry_id using errcode = 'check_violation';
        end if;
        if new.account <> 'issued' and
          (select sum(points) from payment.point_line where lot_id = new.lot_id and account = new.account) < 0 then
          raise exception 'lot % would have less than no points %', new.lot_id, new.account using errcode = 'check_violation';
        end if;
        return null;
      end $$`)
    this.addSql(`
      create constraint trigger balanced after insert on payment.point_line deferrable initially deferred
        for each row execute function payment.refuse_unbalanced_points()`)
    for (const table of ['point_lot', 'point_entry', 'point_line'])
      this.addSql(`revoke update, delete, truncate on payment.${table} from payment`)
    // Locking a row needs the right to change it; what it says may not be changed all the same.
    this.addSql('grant update (id) on payment.point_lot to payment')

    this.addSql(`
      alter table payment.payment
        add column points_won int not null default 0 check (points_won >= 0),
        add column earn_at timestamptz`)
    this.addSql(
      `comment on column payment.payment.earn_at is 'when points for it are due, if its performance took place'`,
    )
    this.addSql(`create index payment_earning on payment.payment (earn_at) where earn_at is not null`)
    this.addSql(`
      alter table payment.ledger_line
        drop constraint ledger_line_account_check,
        add constraint ledger_line_accounts
          check (account in ('bank', 'elsewhere', 'points', 'sales', 'fees', 'owed')) not valid`)
  }
}
