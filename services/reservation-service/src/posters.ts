import { PosterForPrint } from '@tiketi/contracts/event'
import type { Ask } from '@tiketi/kit/ask'
import type { Log } from '@tiketi/kit/log'
import { briefly } from './briefly.ts'

const KEPT_MS = 60_000

/** Posters for tickets, as event-service has them. While it is away tickets are printed without. */
export function posters(ask: Ask, log: Log): (eventId: string) => Promise<Buffer | null> {
  const load = briefly(KEPT_MS, async (eventId) => {
    const { jpeg } = await ask('event', 'GET', `/internal/events/${eventId}/poster`, { answer: PosterForPrint })
    return jpeg === null ? null : Buffer.from(jpeg, 'base64')
  })
  return (eventId) =>
    load(eventId).catch((error: Error) => {
      log.warn({ err: error, eventId }, 'tickets are printed without their poster')
      return null
    })
}
