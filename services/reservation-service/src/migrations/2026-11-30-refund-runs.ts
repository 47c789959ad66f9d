import { Migration } from '@mikro-orm/migrations'

export class AddRefundRuns extends Migration {
  override up(): void {
    this.addSql(`
      create table refund_run (
        performance_id uuid primary key,
        started_at timestamptz not null default now(),
        done_at timestamptz
      )`)
    this.addSql(`comment on table refund_run is 'cancelled performances, whose orders are all given back'`)
    this.addSql('insert into refund_run (performance_id) select id from performance where cancelled')
    this.addSql(`
      create index reservation_paid on reservation (performance_id)
        where state in ('capturing', 'confirmed', 'refunded')`)
  }
}
