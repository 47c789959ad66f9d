import { Migration } from '@mikro-orm/migrations'

export class AddVirtualAccounts extends Migration {
  override up(): void {
    this.addSql('alter table event.on_sale add column virtual_accounts boolean not null default false')
  }
}
