import { Migration } from '@mikro-orm/migrations'

export class AddPointShares extends Migration {
  override up(): void {
    // What is there fulfils the check, so nothing needs to be looked through under this lock.
    this.addSql(`
      alter table reservation
        add column points_won int[] not null default '{}',
        add constraint reservation_points
          check (cardinality(points_won) in (0, cardinality(prices_won))) not valid`)
    this.addSql(`comment on column reservation.points_won is 'each place''s share of what was paid with points'`)
  }
}
