import { Migration } from '@mikro-orm/migrations'

export class AddProfiles extends Migration {
  override up(): void {
    // Each answer is a row: that somebody agreed, and until when, must be shown for as long as mails are sent (PIPA 22).
    this.addSql(`
      create table consent (
        id bigint generated always as identity primary key,
        account_id uuid not null references account on delete cascade,
        purpose text not null check (purpose in ('marketing')),
        given boolean not null,
        at timestamptz not null default clock_timestamp()
      )`)
    this.addSql('create index consent_of on consent (account_id, purpose, id desc)')
    this.addSql('revoke update on consent from auth')
    // Orders outlive accounts; this says why nobody stands behind an id any more, and nothing else.
    this.addSql(`
      create table account_deletion (
        account_id uuid primary key,
        at timestamptz not null default now()
      )`)
    this.addSql('revoke update, delete on account_deletion from auth')
  }
}
