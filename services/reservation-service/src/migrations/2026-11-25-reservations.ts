import { Migration } from '@mikro-orm/migrations'

export class CreateReservations extends Migration {
  override up(): void {
    this.addSql(`
      create table performance (
        id uuid primary key,
        version int not null,
        event_id uuid not null,
        on_sale_id uuid not null,
        title jsonb not null,
        venue jsonb not null,
        starts_at timestamptz not null,
        cancelled boolean not null,
        grades jsonb not null,
        plan jsonb not null,
        seats int not null
      )`)
    this.addSql('create index performance_of_on_sale on performance (on_sale_id)')
    this.addSql(`
      create table on_sale (
        id uuid primary key,
        version int not null,
        opens_at timestamptz not null,
        closes_at timestamptz not null,
        waiting_room boolean not null,
        limit_per_person int not null check (limit_per_person > 0),
        cancelled boolean not null
      )`)

    // No reference to performance: every hold would lock the one row of the performance that everybody is after.
    this.addSql(`
      create table reservation (
        id uuid primary key,
        performance_id uuid not null,
        on_sale_id uuid not null,
        person_id uuid not null,
        state text not null default 'held' check (state in ('held', 'capturing', 'confirmed', 'expired', 'released')),
        seats int[] not null check (cardinality(seats) between 1 and 20),
        prices_won int[] not null check (cardinality(prices_won) = cardinality(seats)),
        total_won int not null check (total_won >= 0),
        held_at timestamptz not null default now(),
        deadline timestamptz not null,
        extended boolean not null default false,
        payment_id uuid,
        declined_payments uuid[] not null default '{}',
        order_number text,
        ordered_at timestamptz,
        ended_at timestamptz,
        check (deadline > held_at and deadline <= held_at + interval '15 minutes'),
        check ((state in ('capturing', 'confirmed')) = (payment_id is not null)),
        check ((state = 'confirmed') = (order_number is not null)),
        check ((state = 'confirmed') = (ordered_at is not null)),
        check ((state in ('expired', 'released')) = (ended_at is not null))
      )`)
    this.addSql(`create index reservation_due on reservation (deadline) where state = 'held'`)
    this.addSql('create index reservation_of_person on reservation (person_id, ordered_at)')
    this.addSql(
      'create unique index reservation_order_number on reservation (order_number) where order_number is not null',
    )

    this.addSql(`
      create table seat_claim (
        performance_id uuid not null,
        seat int not null check (seat >= 0),
        reservation_id uuid not null references reservation,
        sold boolean not null default false,
        primary key (performance_id, seat)
      )`)
    this.addSql(
      `comment on table seat_claim is 'one row a seat that is not free: the primary key refuses its second owner'`,
    )

    this.addSql(`
      create table buyer_quota (
        person_id uuid not null,
        scope uuid not null,
        taken int not null check (taken >= 0),
        allowed int not null,
        primary key (person_id, scope),
        check (taken <= allowed)
      )`)
    this.addSql(`comment on column buyer_quota.scope is 'a performance or an on-sale'`)

    this.addSql(`
      create table ticket (
        id uuid primary key default gen_random_uuid(),
        reservation_id uuid not null references reservation,
        seat int not null,
        code_version int not null default 1,
        unique (reservation_id, seat)
      )`)
  }
}
