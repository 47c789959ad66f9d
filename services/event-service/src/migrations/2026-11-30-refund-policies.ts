import { Migration } from '@mikro-orm/migrations'
import { USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'

export class AddRefundPolicies extends Migration {
  override up(): void {
    this.addSql(
      `alter table event.event add column refund_policy jsonb not null default '${JSON.stringify(USUAL_REFUND_POLICY)}'`,
    )
  }
}
