import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { context, propagation } from '@opentelemetry/api'
import { type EventData, type EventName, events } from '@tiketi/contracts/events'
import { eventFault } from './event-check.ts'
import { executeAhead } from './prepared.ts'
import { wakeAfterCommit } from './wake.ts'

/**
 * Tells the consumers of an event that it happened: in the caller's transaction, so the event exists if and only if
 * what it tells of was committed. It travels with the transaction's next statement, or with its commit.
 *
 * @throws Error outside a transaction, and when the data is not what the contract says.
 */
export function publish<Name extends EventName>(em: EntityManager, name: Name, data: EventData<Name>): Promise<void> {
  return publishAll(em, name, [data])
}

/** Tells of as many as there are, if any, in one statement. */
export async function publishAll<Name extends EventName>(
  em: EntityManager,
  name: Name,
  all: EventData<Name>[],
): Promise<void> {
  if (!em.isInTransaction()) throw new Error(`${name} was published outside a transaction.`)
  if (all.length === 0) return
  const fault = all.map((data) => eventFault(name, data)).find(Boolean)
  if (fault) throw new Error(fault)

  const carrier: { traceparent?: string } = {}
  propagation.inject(context.active(), carrier)
  const told = all.map((data) => ({ id: randomUUID(), payload: { data, traceparent: carrier.traceparent } }))
  const { consumers } = events[name]
  const deliveries = consumers.map((consumer) => `"${consumer}_inbox".deliver(id, ?, payload)`)
  await executeAhead(
    em,
    `select ${deliveries.join(', ')} from jsonb_to_recordset(?) as told (id uuid, payload jsonb)`,
    [...consumers.map(() => name), JSON.stringify(told)] as [string],
  )
  wakeAfterCommit(em, consumers)
}
