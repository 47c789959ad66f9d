import { Migration } from '@mikro-orm/migrations'

export class AddPostponements extends Migration {
  override up(): void {
    this.addSql(`
      alter table event.performance
        add column postponed_at timestamptz(3),
        add column refund_until timestamptz(3),
        add check ((postponed_at is null) = (refund_until is null))`)
  }
}
