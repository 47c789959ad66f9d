import type { MikroORM } from '@mikro-orm/postgresql'
import type { ServiceName } from '@tiketi/contracts/routes'
import { eventInbox } from './event-inbox.ts'
import { type EventHandling, type Handlers, handleDue } from './handle-event.ts'
import { every } from './jobs.ts'
import type { Log } from './log.ts'
import { gauge } from './metrics.ts'
import { isStable } from './pod-role.ts'
import type { RedisClient } from './redis.ts'
import { listenForEvents } from './wake.ts'

export { handlers, together } from './handle-event.ts'

interface Consuming<Service extends ServiceName> {
  orm: MikroORM
  redis: RedisClient
  service: Service
  handlers: Handlers<Service>
  log: Log
  /** Where Kubernetes writes this pod's role; a canary handles no events. */
  roleFile?: string | undefined
  /** How long a worker may be silent before another takes its event. A handler at work keeps its event beyond that. */
  leaseSeconds?: number
  /** How long an event waits at most when the wake was lost. */
  pollMs?: number
}

export interface Consumer {
  /** Takes no further event and waits for those under way. */
  stop(): Promise<void>
}

/** Each handler holds one connection; the pool has four, and requests need some. */
const CONCURRENCY = 2
const MEASURED_EVERY_MS = 15_000
const PURGED_EVERY_MS = 600_000

const deadEvents = gauge('event_dead', 'Events that failed too often and wait for a replay')
const oldestDueSeconds = gauge('event_oldest_due_seconds', 'How long the oldest due event has been waiting')

/**
 * Handles the events of a service until it is stopped: each acts once, in any order, in one transaction with its handler.
 * A handler that fails is tried again with growing pauses; after ten attempts the event is dead and waits for `replay.ts`.
 */
export function consume<Service extends ServiceName>({
  orm,
  redis,
  service,
  handlers,
  log,
  roleFile,
  leaseSeconds = 15,
  pollMs = 250,
}: Consuming<Service>): Consumer {
  const inbox = eventInbox(orm, service)
  const handling: EventHandling = { orm, inbox, handlers: handlers as EventHandling['handlers'], log }
  const bell = createBell()
  const listening = listenForEvents(redis, service, bell.ring)
  const mayWork = isStable(roleFile)
  let stopping = false

  async function work() {
    let away = false
    while (!stopping) {
      const heard = bell.rings()
      let worked = false
      try {
        worked = await workOnce()
        away = false
      } catch (error) {
        if (!away) log.warn({ err: error }, 'events wait: the database is away')
        away = true
      }
      if (!worked && !stopping) await bell.next(heard, pollMs * (0.75 + Math.random() / 2))
    }
  }

  async function workOnce(): Promise<boolean> {
    return (await mayWork()) && handleDue(handling, leaseSeconds)
  }

  async function measure() {
    const backlog = await inbox.backlog()
    deadEvents.set(backlog.dead)
    oldestDueSeconds.set(backlog.oldestDueSeconds)
  }

  const working = Array.from({ length: CONCURRENCY }, work)
  const jobs = [
    every(MEASURED_EVERY_MS, 'measure events', measure, log),
    every(PURGED_EVERY_MS, 'purge events', inbox.purge, log),
  ]
  return {
    async stop() {
      stopping = true
      listening.stop()
      bell.ring()
      await Promise.all([...working, ...jobs.map((job) => job.stop())])
    },
  }
}

/** Wakes all who wait; a ring between looking and waiting is not missed. */
function createBell() {
  const waiting = new Set<() => void>()
  let rings = 0
  return {
    rings: () => rings,
    ring() {
      rings++
      for (const wake of waiting) wake()
    },
    /** The next ring after the first `heard`, or the end of the time. */
    async next(heard: number, ms: number) {
      if (rings > heard) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      waiting.add(resolve)
      await promise
      waiting.delete(resolve)
      clearTimeout(timer)
    },
  }
}
