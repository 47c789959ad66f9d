import { Migration } from '@mikro-orm/migrations'

export class AddRefunds extends Migration {
  override up(): void {
    this.addSql('alter table performance add column refund_policy jsonb, add column organiser_id uuid')
    // What is there fulfils the new checks, so nothing needs to be looked through under this lock.
    this.addSql(`
      alter table reservation
        add column refund_policy jsonb,
        drop constraint reservation_state_check,
        drop constraint reservation_check2,
        drop constraint reservation_check3,
        drop constraint reservation_check4,
        add constraint reservation_states
          check (state in ('held', 'capturing', 'confirmed', 'refunded', 'expired', 'released')) not valid,
        add constraint reservation_paying
          check ((state in ('capturing', 'confirmed', 'refunded')) = (payment_id is not null)) not valid,
        add constraint reservation_numbered
          check ((state in ('confirmed', 'refunded')) = (order_number is not null)) not valid,
        add constraint reservation_ordered
          check ((state in ('confirmed', 'refunded')) = (ordered_at is not null)) not valid`)
    this.addSql(`comment on column reservation.refund_policy is 'as it was when the order was placed'`)

    this.addSql(`
      create table refund (
        id uuid primary key,
        reservation_id uuid not null references reservation,
        by text not null check (by in ('buyer', 'organiser')),
        price_won int not null check (price_won >= 0),
        fee_won int not null check (fee_won between 0 and price_won),
        decided_at timestamptz not null default now(),
        returned_at timestamptz
      )`)
    this.addSql('create index refund_of_reservation on refund (reservation_id)')
    this.addSql('alter table ticket add column refund_id uuid references refund')
    this.addSql('create index ticket_of_refund on ticket (refund_id) where refund_id is not null')
  }
}
