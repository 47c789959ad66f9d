import { Migration } from '@mikro-orm/migrations'

export class AddPresales extends Migration {
  override up(): void {
    this.addSql('alter table on_sale add column is_presale boolean not null default false')
    this.addSql('alter table performance add column presale_id uuid')
    this.addSql('create index performance_of_presale on performance (presale_id) where presale_id is not null')
    this.addSql('create index performance_of_event on performance (event_id)')
    this.addSql(`
      create table presale_code (
        event_id uuid not null,
        hash bytea not null,
        people int not null check (people > 0),
        entered int not null default 0 check (entered >= 0),
        primary key (event_id, hash),
        check (entered <= people)
      )`)
    this.addSql(`comment on column presale_code.people is 'how many it lets in'`)
    this.addSql(`
      create table presale_entry (
        event_id uuid not null,
        person_id uuid not null,
        code_hash bytea not null,
        entered_at timestamptz not null default now(),
        primary key (event_id, person_id)
      )`)
    this.addSql(
      `comment on table presale_entry is 'who may hold while a presale of the event is on: the primary key lets nobody use up two codes'`,
    )
  }
}
