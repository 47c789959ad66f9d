import { Migration } from '@mikro-orm/migrations'

export class AddCancelledPerformances extends Migration {
  override up(): void {
    this.addSql('alter table event.performance add column cancelled boolean not null default false')
  }
}
