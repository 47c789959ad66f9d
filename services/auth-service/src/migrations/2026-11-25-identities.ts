import { Migration } from '@mikro-orm/migrations'

export class AddIdentities extends Migration {
  override up(): void {
    // Who has always come by another provider has no password until a reset gives one.
    this.addSql('alter table account alter password_hash drop not null')
    this.addSql(`
      create table identity (
        provider text not null check (provider in ('google')),
        subject text not null,
        account_id uuid not null references account on delete cascade,
        linked_at timestamptz not null default now(),
        primary key (provider, subject)
      )`)
    // The provider may give an address to another of its users: an account stays with the first.
    this.addSql('create unique index identity_of on identity (account_id, provider)')
  }
}
