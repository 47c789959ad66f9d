import { Migration } from '@mikro-orm/migrations'

export class CreateLines extends Migration {
  override up(): void {
    this.addSql(`
      create table queue.on_sale (
        id uuid primary key,
        version integer not null,
        opens_at timestamptz not null,
        closes_at timestamptz not null,
        waiting_room boolean not null,
        admissions_per_second integer not null check (admissions_per_second > 0),
        seats integer not null check (seats >= 0),
        cancelled boolean not null,
        epoch integer not null default 0,
        numbers_reserved bigint not null default 0
      )`)
    this.addSql(`create index on_sale_closes on queue.on_sale (closes_at)`)
    this.addSql(`
      create table queue.admission (
        on_sale_id uuid not null references queue.on_sale,
        number bigint not null,
        epoch integer not null,
        person_id uuid not null,
        jti uuid not null unique,
        pass text not null,
        admitted_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz,
        primary key (on_sale_id, number)
      )`)
    this.addSql(`create index admission_live on queue.admission (on_sale_id, expires_at) where ended_at is null`)
    // Who was admitted, and when, is written once; only its end is noted later.
    this.addSql(`revoke update, delete on queue.admission from queue`)
    this.addSql(`grant update (ended_at) on queue.admission to queue`)
  }
}
