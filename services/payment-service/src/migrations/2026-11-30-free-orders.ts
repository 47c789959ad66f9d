import { Migration } from '@mikro-orm/migrations'

export class AllowFreeOrders extends Migration {
  override up(): void {
    // What is there fulfils the wider check, so nothing needs to be looked through under this lock.
    this.addSql(`
      alter table payment.payment
        drop constraint payment_amount_won_check,
        add constraint payment_amount check (amount_won >= 0) not valid`)
  }
}
