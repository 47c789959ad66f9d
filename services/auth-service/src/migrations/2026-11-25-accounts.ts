import { Migration } from '@mikro-orm/migrations'

export class CreateAccounts extends Migration {
  override up(): void {
    this.addSql(`
      create table account (
        id uuid primary key,
        email text not null check (email = lower(email)),
        name text not null,
        locale text not null check (locale in ('ko', 'en')),
        password_hash text not null,
        password_version int not null default 1,
        created_at timestamptz not null default now(),
        verified_at timestamptz
      )`)
    // Many may ask for an account under one address; the one who has the mailbox gets it.
    this.addSql('create unique index account_address on account (email) where verified_at is not null')
    this.addSql('create index account_asked_for on account (email, id) where verified_at is null')
    this.addSql('create index account_unverified on account (created_at) where verified_at is null')

    this.addSql(`
      create table account_role (
        account_id uuid not null references account on delete cascade,
        role text not null check (role in ('buyer', 'organiser', 'staff', 'admin')),
        primary key (account_id, role)
      )`)
    // Rows outlive the accounts that they speak of.
    this.addSql(`
      create table role_change (
        id bigint generated always as identity primary key,
        account_id uuid not null,
        role text not null,
        change text not null check (change in ('granted', 'withdrawn')),
        changed_by uuid,
        at timestamptz not null default now()
      )`)
    this.addSql(
      `comment on column role_change.changed_by is 'the admin; null: the service itself or an operator''s command'`,
    )
    this.addSql('create index role_change_of on role_change (account_id)')
    this.addSql('revoke update, delete on role_change from auth')

    this.addSql(`
      create table password_reset (
        id uuid primary key,
        account_id uuid not null references account on delete cascade,
        password_version int not null,
        created_at timestamptz not null default now(),
        used_at timestamptz
      )`)
    this.addSql('create index password_reset_of on password_reset (account_id)')
    this.addSql('create index password_reset_age on password_reset (created_at)')

    this.addSql(`
      create table session (
        id uuid primary key,
        account_id uuid not null references account on delete cascade,
        device text not null,
        created_at timestamptz not null default now(),
        last_seen_at timestamptz not null default now(),
        ended_at timestamptz
      )`)
    this.addSql('create index session_of on session (account_id) where ended_at is null')
    this.addSql('create index session_seen on session (last_seen_at)')
    this.addSql('create index session_ended on session (ended_at) where ended_at is not null')
    this.addSql(`
      create table refresh_token (
        hash bytea primary key check (octet_length(hash) = 32),
        session_id uuid not null references session on delete cascade,
        successor_salt bytea,
        spent_at timestamptz,
        check ((successor_salt is null) = (spent_at is null))
      )`)
    this.addSql('create unique index refresh_token_current on refresh_token (session_id) where spent_at is null')
    this.addSql('create index refresh_token_of on refresh_token (session_id)')
    this.addSql('create index refresh_token_spent on refresh_token (spent_at)')
  }
}
