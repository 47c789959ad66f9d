import type { Event, EventPage, EventQuery } from '@tiketi/contracts/event'
import { send } from '../api/send.ts'

export function listEvents(query: EventQuery, request: { signal?: AbortSignal; fresh?: boolean } = {}) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return send<EventPage>(`/api/event/events?${search}`, request)
}

export const getEvent = (eventId: string, signal?: AbortSignal) =>
  send<Event>(`/api/event/events/${eventId}`, { signal })
