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
export async function publish<Name extends EventName>(
  em: EntityManager,
  name: Name,
  data: EventData<Name>,
): Promise<void> {
  if (!em.isInTransaction()) throw new Error(`${name} was published outside a transaction.`)
  const fault = eventFault(name, data)
  if (fault) throw new Error(fault)

  const carrier: { traceparent?: string } = {}
  propagation.inject(context.active(), carrier)
  const payload = JSON.stringify({ data, traceparent: carrier.traceparent })
  const id = randomUUID()
  const { consumers } = events[name]
  const deliveries = consumers.map((consumer) => `"${consumer}_inbox".deliver(?, ?, ?)`)
  await executeAhead(em, `select ${deliveries.join(', ')}`, consumers.flatMap(() => [id, name, payload]) as [string])
  wakeAfterCommit(em, consumers)
}
