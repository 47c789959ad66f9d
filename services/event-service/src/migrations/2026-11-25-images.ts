import { Migration } from '@mikro-orm/migrations'

export class AddImages extends Migration {
  override up(): void {
    this.addSql(`
      create table event.image (
        id uuid primary key,
        organiser_id uuid not null,
        bytes integer not null check (bytes > 0),
        sizes jsonb,
        created_at timestamptz not null default now()
      )`)
    this.addSql(`comment on column event.image.sizes is 'null: sent, perhaps, but not served'`)
    this.addSql('create index image_forgotten on event.image (created_at) where sizes is null')
  }
}
