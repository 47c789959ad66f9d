import { Migration } from '@mikro-orm/migrations'

export class CreatePayments extends Migration {
  override up(): void {
    this.addSql(`
      create table payment.payment (
        id uuid primary key,
        order_id text not null unique,
        reservation_id uuid not null,
        person_id uuid not null,
        order_name text not null,
        amount_won integer not null check (amount_won > 0),
        state text not null default 'prepared'
          check (state in ('prepared', 'confirming', 'captured', 'declined', 'expired', 'refunding', 'refunded')),
        payment_key text,
        attempt integer not null default 1,
        decline_code text,
        deadline timestamptz not null,
        next_look_at timestamptz,
        created_at timestamptz not null default now(),
        check (state in ('prepared', 'expired') or payment_key is not null)
      )`)
    this.addSql(`
      create unique index payment_live on payment.payment (reservation_id)
        where state in ('prepared', 'confirming', 'captured')`)
    this.addSql(`create index payment_unsettled on payment.payment (next_look_at) where next_look_at is not null`)
    this.addSql(`
      create table payment.payment_move (
        id bigint generated always as identity primary key,
        payment_id uuid not null references payment.payment,
        to_state text not null,
        because text not null,
        at timestamptz not null default now()
      )`)
    this.addSql(`create index payment_move_of on payment.payment_move (payment_id)`)
    this.addSql(`revoke update, delete on payment.payment_move from payment`)
    this.addSql(`
      create table payment.webhook (
        id text primary key,
        order_id text not null,
        received_at timestamptz not null default now()
      )`)
  }
}
