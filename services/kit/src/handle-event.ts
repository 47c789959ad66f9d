import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { EventData, EventName, EventsFor } from '@tiketi/contracts/events'
import type { ServiceName } from '@tiketi/contracts/routes'
import { eventFault } from './event-check.ts'
import type { ClaimedEvent, EventInbox } from './event-inbox.ts'
import type { Log } from './log.ts'
import { counter } from './metrics.ts'

/** What a handler may want to know beside the data. */
interface ReceivedEvent {
  id: string
  name: EventName
  /** 1 the first time. */
  attempt: number
}

/** One use case for every event that the service handles; TypeScript misses none and allows no other. */
export type Handlers<Service extends ServiceName> = {
  [Name in EventsFor<Service>]: (em: EntityManager, data: EventData<Name>, event: ReceivedEvent) => Promise<unknown>
}

type AnyHandler = (em: EntityManager, data: unknown, event: ReceivedEvent) => Promise<unknown>

/** Declares what a service does about each event it handles. */
export function handlers<Service extends ServiceName>(handlers: Handlers<Service>): Handlers<Service> {
  return handlers
}

const handledTotal = counter('event_handled_total', 'Events whose effect was committed', ['event'])
const failedTotal = counter('event_failed_total', 'Attempts to handle an event that failed', ['event'])
const lostTotal = counter('event_lost_total', 'Attempts that came too late: another worker had the event', ['event'])
const tracer = trace.getTracer('@tiketi/kit')

export interface EventHandling {
  orm: MikroORM
  inbox: EventInbox
  handlers: Partial<Record<string, AnyHandler>>
  log: Log
}

/**
 * Handles a claimed event as part of the trace that published it. Effect and event commit together, so it acts once:
 * a worker that was frozen and comes late finds that the attempt is no longer its own.
 */
export async function handleEvent(handling: EventHandling, claimed: ClaimedEvent): Promise<void> {
  const parent = propagation.extract(ROOT_CONTEXT, claimed.traceparent ? { traceparent: claimed.traceparent } : {})
  const options = { kind: SpanKind.CONSUMER, attributes: { 'messaging.message.id': claimed.id } }
  const span = tracer.startSpan(`handle ${claimed.name}`, options, parent)
  await context.with(trace.setSpan(parent, span), async () => {
    try {
      await attempt(handling, claimed)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      await putBack(handling, claimed, error)
    } finally {
      span.end()
    }
  })
}

async function attempt({ orm, inbox, handlers, log }: EventHandling, claimed: ClaimedEvent): Promise<void> {
  const { id, name, payload, attempt } = claimed
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
  const fault = handler ? eventFault(name as EventName, payload) : `This service does not handle ${name}.`
  if (fault || !handler) {
    failedTotal.inc({ event: name })
    log.error({ event: name, eventId: id }, `event is dead: ${fault}`)
    return inbox.bury(claimed, fault!)
  }
  const acted = await orm.em.fork().transactional(async (em) => {
    if (!(await inbox.hold(em as EntityManager, claimed))) return false
    await handler(em as EntityManager, payload, { id, name: name as EventName, attempt })
    await inbox.finish(em as EntityManager, claimed)
    return true
  })
  if (acted) return handledTotal.inc({ event: name })
  lostTotal.inc({ event: name })
  log.warn({ event: name, eventId: id, attempt }, 'event was taken by another worker meanwhile')
}

async function putBack({ inbox, log }: EventHandling, claimed: ClaimedEvent, error: unknown): Promise<void> {
  const { id, name, attempt } = claimed
  failedTotal.inc({ event: name })
  log.error({ err: error, event: name, eventId: id, attempt }, 'event failed')
  await inbox.retry(claimed, error instanceof Error ? error.message : String(error))
}
