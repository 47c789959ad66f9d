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

type One<Data> = (em: EntityManager, data: Data, event: ReceivedEvent) => Promise<unknown>
interface Many<Data> {
  many: (em: EntityManager, all: Data[]) => Promise<unknown>
}

/** One use case for every event that the service handles; TypeScript misses none and allows no other. */
export type Handlers<Service extends ServiceName> = {
  [Name in EventsFor<Service>]: One<EventData<Name>> | Many<EventData<Name>>
}

type AnyHandler = One<unknown> | Many<unknown>

/** Declares what a service does about each event it handles. */
export function handlers<Service extends ServiceName>(handlers: Handlers<Service>): Handlers<Service> {
  return handlers
}

/**
 * A handler of events that come by the thousand: it is given those that are due together, and their effects are
 * committed together. Those that failed together come again one by one.
 */
export function together<Data>(many: Many<Data>['many']): Many<Data> {
  return { many }
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

/** Of events whose handler takes many, this many are handled in one transaction. */
const MOST_TOGETHER = 50

/** Handles the event that is due; whether there was one. */
export async function handleDue(handling: EventHandling, leaseSeconds: number): Promise<boolean> {
  const { inbox } = handling
  const claimed = await inbox.claim(leaseSeconds)
  if (!claimed) return false
  const alike = claimed.attempt === 1 && typeof handlerOf(handling, claimed) === 'object'
  const more = alike ? await inbox.claimAlike(claimed, leaseSeconds, MOST_TOGETHER - 1) : []
  await handleEvent(handling, claimed, ...more)
  return true
}

/**
 * Handles a claimed event, and more like it, as part of the trace that published it. Effect and event commit together,
 * so it acts once: a worker that was frozen and comes late finds that the attempt is no longer its own.
 */
export async function handleEvent(
  handling: EventHandling,
  claimed: ClaimedEvent,
  ...more: ClaimedEvent[]
): Promise<void> {
  const parent = propagation.extract(ROOT_CONTEXT, claimed.traceparent ? { traceparent: claimed.traceparent } : {})
  const options = { kind: SpanKind.CONSUMER, attributes: { 'messaging.message.id': claimed.id } }
  const span = tracer.startSpan(`handle ${claimed.name}`, options, parent)
  await context.with(trace.setSpan(parent, span), async () => {
    try {
      await attempt(handling, claimed, more)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR })
      for (const each of [claimed, ...more]) await putBack(handling, each, error)
    } finally {
      span.end()
    }
  })
}

function handlerOf({ handlers }: EventHandling, { name }: ClaimedEvent): AnyHandler | undefined {
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined
}

async function attempt(handling: EventHandling, claimed: ClaimedEvent, more: ClaimedEvent[]): Promise<void> {
  const { inbox, log } = handling
  const handler = handlerOf(handling, claimed)
  const sound: ClaimedEvent[] = []
  for (const each of [claimed, ...more]) {
    const fault = handler
      ? eventFault(each.name as EventName, each.payload)
      : `This service does not handle ${each.name}.`
    if (!fault) sound.push(each)
    else await buryFaulty(handling, each, fault)
  }
  if (!handler || sound.length === 0) return
  const acted = await handling.orm.em.fork().transactional(async (em) => {
    const held = await inbox.hold(em as EntityManager, sound)
    if (held.length === 0) return 0
    await act(em as EntityManager, handler, held)
    await inbox.finish(em as EntityManager, held)
    return held.length
  })
  handledTotal.inc({ event: claimed.name }, acted)
  if (acted === sound.length) return
  lostTotal.inc({ event: claimed.name }, sound.length - acted)
  log.warn({ event: claimed.name, eventId: claimed.id }, 'event was taken by another worker meanwhile')
}

async function act(em: EntityManager, handler: AnyHandler, held: ClaimedEvent[]): Promise<void> {
  if (typeof handler === 'object')
    await handler.many(
      em,
      held.map(({ payload }) => payload),
    )
  else
    for (const { id, name, payload, attempt } of held)
      await handler(em, payload, { id, name: name as EventName, attempt })
}

async function buryFaulty({ inbox, log }: EventHandling, claimed: ClaimedEvent, fault: string): Promise<void> {
  failedTotal.inc({ event: claimed.name })
  log.error({ event: claimed.name, eventId: claimed.id }, `event is dead: ${fault}`)
  await inbox.bury(claimed, fault)
}

async function putBack({ inbox, log }: EventHandling, claimed: ClaimedEvent, error: unknown): Promise<void> {
  const { id, name, attempt } = claimed
  failedTotal.inc({ event: name })
  log.error({ err: error, event: name, eventId: id, attempt }, 'event failed')
  await inbox.retry(claimed, error instanceof Error ? error.message : String(error))
}
