import { Migration } from '@mikro-orm/migrations'

export class AddFreeRefunds extends Migration {
  override up(): void {
    this.addSql('alter table performance add column ordered_before timestamptz, add column refund_until timestamptz')
    this.addSql(
      `comment on column performance.refund_until is 'who ordered before a postponement is charged no fee until then'`,
    )
  }
}
