import { Migration } from '@mikro-orm/migrations'

export class AddGifts extends Migration {
  override up(): void {
    this.addSql('alter table event.event add column gifts boolean not null default true')
    this.addSql(`comment on column event.event.gifts is 'whether buyers may give tickets to friends'`)
  }
}
