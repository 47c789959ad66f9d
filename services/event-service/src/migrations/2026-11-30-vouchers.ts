import { Migration } from '@mikro-orm/migrations'

export class AddVouchers extends Migration {
  override up(): void {
    this.addSql(`
      create table event.voucher (
        id uuid primary key,
        event_id uuid not null references event.event,
        code text not null,
        kind text not null check (kind in ('percent', 'amount')),
        value int not null check (value > 0 and (kind = 'amount' or value <= 100)),
        quota int not null check (quota > 0),
        opens_at timestamptz not null,
        closes_at timestamptz not null check (closes_at > opens_at),
        created_at timestamptz not null default now(),
        unique (event_id, code)
      )`)
    this.addSql(`comment on table event.voucher is 'what is promised; reservation-service counts who takes it'`)
  }
}
