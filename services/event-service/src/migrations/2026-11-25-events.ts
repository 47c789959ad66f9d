import { Migration } from '@mikro-orm/migrations'

export class CreateEvents extends Migration {
  override up(): void {
    // Of timestamps that a cursor carries, the digits beyond milliseconds would be lost on the way.
    this.addSql(`
      create table event.plan (
        id uuid primary key,
        organiser_id uuid not null,
        name text not null,
        seats integer not null check (seats between 1 and 20000),
        grades jsonb not null,
        plan jsonb not null,
        created_at timestamptz(3) not null default now()
      )`)
    this.addSql('create index plan_of_organiser on event.plan (organiser_id, created_at desc, id desc)')
    // A seat is known by its index in the plan, so a plan never changes.
    this.addSql('revoke update, delete on event.plan from event')
    this.addSql(`
      create table event.event (
        id uuid primary key,
        organiser_id uuid not null,
        version integer not null check (version > 0),
        status text not null check (status in ('draft', 'published', 'cancelled')),
        title jsonb not null,
        description jsonb not null,
        category text not null check (category in ('concert', 'musical', 'sport', 'classical')),
        artists jsonb not null,
        search_terms jsonb not null,
        venue jsonb not null,
        age_limit integer not null check (age_limit between 0 and 19),
        poster_url text not null,
        grades jsonb not null,
        first_starts_at timestamptz(3) not null,
        last_starts_at timestamptz(3) not null,
        sale_opens_at timestamptz(3) not null,
        sale_closes_at timestamptz(3) not null,
        lowest_price_won integer not null check (lowest_price_won > 0),
        search_text text not null,
        created_at timestamptz(3) not null default now()
      )`)
    this.addSql('create index event_of_organiser on event.event (organiser_id, created_at desc, id desc)')
    // Listings and searches read what is still to come, a small part of all that ever was, and sort it; an index in the
    // order of a listing would lead the planner through every past event first.
    this.addSql(`create index event_to_come on event.event (last_starts_at) where status = 'published'`)
    this.addSql(`
      create table event.on_sale (
        id uuid primary key,
        event_id uuid not null references event.event on delete cascade,
        opens_at timestamptz(3) not null,
        closes_at timestamptz(3) not null,
        waiting_room boolean not null,
        limit_per_person integer not null check (limit_per_person between 1 and 20),
        admissions_per_second integer not null check (admissions_per_second > 0),
        check (opens_at < closes_at)
      )`)
    this.addSql('create index on_sale_of_event on event.on_sale (event_id)')
    this.addSql(`
      create table event.performance (
        id uuid primary key,
        event_id uuid not null references event.event on delete cascade,
        on_sale_id uuid not null references event.on_sale on delete cascade,
        plan_id uuid not null references event.plan,
        seats integer not null,
        starts_at timestamptz(3) not null
      )`)
    this.addSql('create index performance_of_event on event.performance (event_id, starts_at)')
    this.addSql('create index performance_of_on_sale on event.performance (on_sale_id)')
  }
}
