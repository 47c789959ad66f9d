import { Migration } from '@mikro-orm/migrations'

export class AddRefunds extends Migration {
  override up(): void {
    this.addSql(`
      alter table payment.payment
        add column event_id uuid,
        add column performance_id uuid,
        add column organiser_id uuid,
        add column refund_due_won integer not null default 0 check (refund_due_won >= 0),
        add column refunded_won integer not null default 0 check (refunded_won >= 0),
        add constraint payment_refunds check (refund_due_won + refunded_won <= amount_won) not valid`)
    this.addSql(`comment on constraint payment_refunds on payment.payment is 'nobody gets back more than they paid'`)
    this.addSql(`
      create table payment.refund (
        id uuid primary key,
        payment_id uuid not null references payment.payment,
        amount_won integer not null check (amount_won >= 0),
        reason text not null check (reason in ('seats-gone', 'buyer', 'organiser')),
        state text not null default 'due' check (state in ('due', 'returned')),
        attempt integer not null default 1,
        last_answer text,
        next_look_at timestamptz not null default now(),
        created_at timestamptz not null default clock_timestamp(),
        returned_at timestamptz,
        check ((state = 'returned') = (returned_at is not null))
      )`)
    this.addSql(`create index refund_due on payment.refund (next_look_at) where state = 'due'`)
    this.addSql('create index refund_of_payment on payment.refund (payment_id)')
    this.addSql(`
      insert into payment.refund (id, payment_id, amount_won, reason, attempt)
      select gen_random_uuid(), id, amount_won, 'seats-gone', attempt from payment.payment where state = 'refunding'`)
    this.addSql(`
      update payment.payment set next_look_at = null, refund_due_won = amount_won where state = 'refunding'`)
    this.addSql(`update payment.payment set refunded_won = amount_won where state = 'refunded'`)
  }
}
