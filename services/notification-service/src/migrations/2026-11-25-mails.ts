import { Migration } from '@mikro-orm/migrations'

export class CreateMails extends Migration {
  override up(): void {
    this.addSql(`
      create table mail (
        id uuid primary key,
        reason text not null unique,
        kind text not null,
        subject_id uuid not null,
        person_id uuid,
        data jsonb not null default '{}',
        state text not null default 'waiting' check (state in ('waiting', 'sent', 'dropped', 'dead')),
        attempts integer not null default 0,
        next_try_at timestamptz not null default now(),
        last_error text,
        created_at timestamptz not null default now(),
        ended_at timestamptz
      )`)
    this.addSql(`create index mail_due on mail (next_try_at) where state = 'waiting'`)
    this.addSql(`create index mail_dead on mail (created_at) where state = 'dead'`)
    this.addSql(`
      create table suppressed_address (
        address_hash text primary key,
        because text not null,
        since timestamptz not null default now()
      )`)
  }
}
