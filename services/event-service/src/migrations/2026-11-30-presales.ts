import { Migration } from '@mikro-orm/migrations'

export class AddPresales extends Migration {
  override up(): void {
    this.addSql(`alter table event.on_sale add column presale_by text check (presale_by in ('membership', 'code'))`)
    this.addSql(
      `comment on column event.on_sale.presale_by is 'who is let in, if it is the presale before another sale'`,
    )
    this.addSql('alter table event.performance add column presale_id uuid references event.on_sale on delete cascade')
    this.addSql('create index performance_of_presale on event.performance (presale_id) where presale_id is not null')
  }
}
