import type { ServiceName } from '@tiketi/contracts/routes'
import { MAX_ATTEMPTS } from './event-inbox.ts'

/** The tables that the kit keeps for each service, made by the service's owner role like any other migration. */
export function kitTables(service: ServiceName): { name: string; queries: string[] }[] {
  const inbox = `"${service}_inbox"`
  return [
    {
      name: 'kit: event inbox',
      queries: [
        `create table ${inbox}.event (
          id uuid primary key,
          name text not null,
          payload jsonb not null,
          traceparent text,
          created_at timestamptz not null default now(),
          run_at timestamptz not null default now(),
          attempts int not null default 0,
          last_error text,
          done_at timestamptz)`,
        `create index event_due on ${inbox}.event (run_at) where done_at is null and attempts < ${MAX_ATTEMPTS}`,
        `create index event_dead on ${inbox}.event (created_at) where done_at is null and attempts >= ${MAX_ATTEMPTS}`,
        `create index event_done on ${inbox}.event (done_at) where done_at is not null`,
        // Whoever may call it runs it as the owner: so it names every object in full and finds nothing of the caller's.
        `create function ${inbox}.deliver(event_id uuid, name text, payload jsonb) returns void
          language sql security definer set search_path = pg_catalog, pg_temp as $$
            insert into ${inbox}.event (id, name, payload, traceparent)
            values ($1, $2, $3->'data', $3->>'traceparent') on conflict do nothing $$`,
        `revoke all on function ${inbox}.deliver from public`,
      ],
    },
    {
      name: 'kit: idempotency keys',
      queries: [
        `create table idempotency_key (
          caller text not null,
          key text not null,
          fingerprint text not null,
          status int not null,
          body text not null,
          refused boolean not null,
          created_at timestamptz not null default now(),
          primary key (caller, key))`,
        'create index idempotency_key_age on idempotency_key (created_at)',
      ],
    },
  ]
}
