import { Migration } from '@mikro-orm/migrations'

export class AddGifts extends Migration {
  override up(): void {
    this.addSql('alter table performance add column gifts boolean not null default true')
    this.addSql(`comment on column performance.gifts is 'whether its organiser lets tickets be given to friends'`)
    this.addSql(`
      create table gift (
        id uuid primary key,
        ticket_id uuid not null references ticket,
        giver_id uuid not null,
        receiver_id uuid,
        email text,
        locale text not null,
        state text not null default 'offered'
          check (state in ('offered', 'accepted', 'withdrawn', 'lapsed', 'returned', 'void')),
        offered_at timestamptz not null default now(),
        deadline timestamptz not null check (deadline > offered_at),
        ended_at timestamptz,
        check ((receiver_id is null) = (state in ('offered', 'withdrawn', 'lapsed'))),
        check (receiver_id <> giver_id),
        check ((ended_at is null) = (state in ('offered', 'accepted'))),
        check (email is null or state = 'offered')
      )`)
    this.addSql(
      `comment on table gift is 'tickets that are offered or given to somebody: while one is accepted, the ticket is its receiver''s'`,
    )
    this.addSql('create unique index gift_once on gift (ticket_id) where ended_at is null')
    this.addSql(`create index gift_due on gift (deadline) where state = 'offered'`)
    this.addSql(`create index gift_of_receiver on gift (receiver_id) where state = 'accepted'`)
  }
}
