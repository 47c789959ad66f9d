import { Migration } from '@mikro-orm/migrations'

export class AddPassRevocations extends Migration {
  override up(): void {
    // Not a column of on_sale: the revocation may be heard of before the sale.
    this.addSql('create table pass_revocation (on_sale_id uuid primary key, passes_from timestamptz not null)')
  }
}
