import { Migration } from '@mikro-orm/migrations'

export class AddDeposits extends Migration {
  override up(): void {
    this.addSql('alter table reservation.on_sale add column virtual_accounts boolean not null default false')
    this.addSql(`
      alter table reservation.reservation
        add column suspended boolean not null default false,
        add column payment_move int not null default 0`)
  }
}
