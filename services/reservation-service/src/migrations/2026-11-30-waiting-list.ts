import { Migration } from '@mikro-orm/migrations'

export class AddWaitingList extends Migration {
  override up(): void {
    this.addSql(`
      create table waiting (
        id uuid primary key default gen_random_uuid(),
        number bigint generated always as identity,
        performance_id uuid not null,
        person_id uuid not null,
        places int not null check (places between 1 and 20),
        state text not null default 'waiting' check (state in ('waiting', 'offered', 'taken', 'lapsed', 'left')),
        joined_at timestamptz not null default now(),
        deadline timestamptz,
        ended_at timestamptz,
        check ((state = 'offered') = (deadline is not null)),
        check ((state in ('taken', 'lapsed', 'left')) = (ended_at is not null))
      )`)
    this.addSql(
      `comment on table waiting is 'people who wait for places of a performance, in the order of their numbers'`,
    )
    this.addSql('create unique index waiting_once on waiting (performance_id, person_id) where ended_at is null')
    this.addSql(`create index waiting_in_line on waiting (performance_id, number) where state = 'waiting'`)
    this.addSql('create index waiting_of_person on waiting (performance_id, person_id, number)')
    this.addSql(`create index waiting_due on waiting (deadline) where state = 'offered'`)

    this.addSql(`
      alter table cooling_place
        add column waiting_id uuid references waiting,
        add column declined_by uuid[] not null default '{}'`)
    this.addSql(`comment on column cooling_place.waiting_id is 'whom it is offered to'`)
    this.addSql('create index cooling_place_offered on cooling_place (waiting_id) where waiting_id is not null')

    this.addSql('alter table reservation add column waiting_id uuid references waiting')
    this.addSql(
      `comment on column reservation.waiting_id is 'the offer that it came from: if it ends unsold, its places are not on sale but cool down again'`,
    )
    this.addSql('create unique index reservation_of_offer on reservation (waiting_id) where waiting_id is not null')
  }
}
