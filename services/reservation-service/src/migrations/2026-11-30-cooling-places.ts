import { Migration } from '@mikro-orm/migrations'

export class AddCoolingPlaces extends Migration {
  override up(): void {
    this.addSql(`
      create table cooling_place (
        id bigint generated always as identity primary key,
        performance_id uuid not null,
        reservation_id uuid not null references reservation,
        seat int,
        area int,
        shard int,
        cooled_at timestamptz not null,
        returns_at timestamptz not null,
        unique (performance_id, seat),
        foreign key (performance_id, seat) references seat_claim (performance_id, seat),
        check ((seat is null) = (area is not null and shard is not null)),
        check (returns_at >= cooled_at)
      )`)
    this.addSql(
      `comment on table cooling_place is 'one row a place that was given back and still counts as sold; its claim cannot end before it'`,
    )
    this.addSql('create index cooling_place_due on cooling_place (returns_at)')
  }
}
