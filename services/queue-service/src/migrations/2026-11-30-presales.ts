import { Migration } from '@mikro-orm/migrations'

export class AddPresales extends Migration {
  override up(): void {
    this.addSql('alter table queue.on_sale add column is_presale boolean not null default false')
  }
}
