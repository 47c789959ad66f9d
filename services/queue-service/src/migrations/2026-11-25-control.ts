import { Migration } from '@mikro-orm/migrations'

export class CreateControl extends Migration {
  override up(): void {
    this.addSql(`
      alter table queue.on_sale
        add organiser_id uuid,
        add control jsonb not null default
          '{"paused": false, "draining": false, "closed": false, "admissionsPerSecond": null, "peopleInside": null, "passesFrom": null, "workDemanded": false}',
        add control_version integer not null default 0`)
    this.addSql(`
      create table queue.control_action (
        id bigint generated always as identity primary key,
        on_sale_id uuid not null references queue.on_sale,
        actor_id uuid not null,
        action jsonb not null,
        before jsonb not null,
        after jsonb not null,
        at timestamptz not null default clock_timestamp()
      )`)
    this.addSql(`create index control_action_of_sale on queue.control_action (on_sale_id, id desc)`)
    // Who did what is written once.
    this.addSql(`revoke update, delete on queue.control_action from queue`)
  }
}
