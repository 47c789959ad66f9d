import { Migration } from '@mikro-orm/migrations'

export class AddStandingPlaces extends Migration {
  override up(): void {
    this.addSql(`
      create table standing_stock (
        performance_id uuid not null,
        area int not null check (area >= 0),
        shard int not null check (shard >= 0),
        places int not null check (places > 0),
        available int not null check (available >= 0),
        sold int not null default 0 check (sold >= 0),
        primary key (performance_id, area, shard),
        check (available + sold <= places)
      )`)
    this.addSql(
      `comment on table standing_stock is 'the places of a standing area, in several rows so that buyers need not queue for one'`,
    )
    this.addSql(`
      create table entrance_count (
        performance_id uuid not null,
        area int not null,
        given int not null default 0 check (given >= 0),
        primary key (performance_id, area)
      )`)
    this.addSql(`comment on table entrance_count is 'the entrance numbers given, for areas that have them'`)

    // One entry a place: its area, and the stock row that it came from and goes back to.
    this.addSql(`
      alter table reservation
        add column areas int[] not null default '{}',
        add column shards int[] not null default '{}'`)
    // What is there fulfils stricter checks, so nothing needs to be looked through under this lock.
    this.addSql(`
      alter table reservation
        drop constraint reservation_seats_check,
        drop constraint reservation_check,
        add constraint reservation_places check (cardinality(seats) + cardinality(areas) between 1 and 20) not valid,
        add constraint reservation_prices check (cardinality(prices_won) = cardinality(seats) + cardinality(areas)) not valid,
        add constraint reservation_shards check (cardinality(shards) = cardinality(areas)) not valid`)

    this.addSql(`
      alter table ticket
        alter column seat drop not null,
        add column area int,
        add column nth int,
        add column entrance_number int,
        add constraint ticket_of_one_place check ((seat is null) = (area is not null and nth is not null)) not valid,
        add constraint ticket_of_area unique (reservation_id, area, nth)`)
    this.addSql(`comment on column ticket.nth is 'which of its reservation''s places in this area, from 1'`)
  }
}
