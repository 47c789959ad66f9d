import { Migration } from '@mikro-orm/migrations'

export class AddPaidWith extends Migration {
  override up(): void {
    this.addSql('alter table payment.payment add column paid_with jsonb')
  }
}
