import { Migration } from '@mikro-orm/migrations'

export class CreateDraws extends Migration {
  override up(): void {
    // Set in the transaction that closes the lobby: an entry that waited for that transaction sees it.
    this.addSql(`alter table queue.on_sale add lobby_closed_at timestamptz`)
    // Every row is written once more by the draw, all in the same seconds: there is room for that beside it.
    this.addSql(`
      create table queue.lobby_entry (
        on_sale_id uuid not null references queue.on_sale,
        person_id uuid not null,
        entry bytea not null check (octet_length(entry) = 32),
        entered_at timestamptz not null default now(),
        left_at timestamptz,
        rank integer check (rank > 0),
        primary key (on_sale_id, person_id),
        unique (on_sale_id, entry)
      ) with (fillfactor = 50)`)
    this.addSql(`
      create table queue.draw (
        on_sale_id uuid primary key references queue.on_sale,
        size integer not null check (size >= 0),
        root bytea not null check (octet_length(root) = 32),
        beacon text not null,
        round bigint not null,
        round_at timestamptz not null,
        renamed boolean not null,
        closed_at timestamptz not null default now(),
        randomness bytea check (octet_length(randomness) = 32),
        drawn_at timestamptz,
        placed_at timestamptz,
        check (size = 0 or (randomness is null) = (drawn_at is null)),
        check (placed_at is null or drawn_at is not null)
      )`)
    this.addSql(
      `comment on column queue.draw.placed_at is 'when everybody had their number: a line that is lost after it is restored from place tickets'`,
    )
    // What was published cannot be unsaid; the draw itself is added once.
    this.addSql(`revoke update, delete on queue.draw from queue`)
    this.addSql(`grant update (randomness, drawn_at, placed_at) on queue.draw to queue`)
    this.addSql(`
      create function queue.keep_draw() returns trigger language plpgsql as $$
      begin
        if old.drawn_at is not null and (new.drawn_at, new.randomness) is distinct from (old.drawn_at, old.randomness) then
          raise exception 'on-sale % was drawn already', old.on_sale_id;
        end if;
        return new;
      end $$`)
    this.addSql(`create trigger draw_once before update on queue.draw for each row execute function queue.keep_draw()`)
  }
}
