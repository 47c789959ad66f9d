import { Migration } from '@mikro-orm/migrations'

export class AddVouchers extends Migration {
  override up(): void {
    this.addSql(`
      create table voucher (
        id uuid primary key,
        event_id uuid not null,
        code text not null,
        kind text not null check (kind in ('percent', 'amount')),
        value int not null check (value > 0),
        quota int not null check (quota > 0),
        taken int not null default 0,
        opens_at timestamptz not null,
        closes_at timestamptz not null,
        constraint voucher_quota check (taken between 0 and quota),
        unique (event_id, code)
      )`)
    this.addSql(`
      create table voucher_use (
        voucher_id uuid not null references voucher,
        person_id uuid not null,
        reservation_id uuid not null unique references reservation,
        primary key (voucher_id, person_id)
      )`)
    this.addSql(`comment on table voucher_use is 'who has taken which: the primary key refuses the second time'`)
    // What is there fulfils the check, so nothing needs to be looked through under this lock.
    this.addSql(`
      alter table reservation
        add column voucher_id uuid,
        add column discounts_won int[] not null default '{}',
        add constraint reservation_discounts
          check (cardinality(discounts_won) in (0, cardinality(prices_won))) not valid`)
    this.addSql(`comment on column reservation.discounts_won is 'each place''s share of the voucher'`)
  }
}
