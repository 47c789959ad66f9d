import type {
  EventDraft,
  Image,
  ImageType,
  ImageUpload,
  OrganiserEvent,
  OrganiserEventPage,
  Plan,
  PlanPage,
  PlanSummary,
  PostponeEvent,
} from '@tiketi/contracts/event'
import type { SeatingPlan } from '@tiketi/contracts/seating'
import { settles } from '../api/idempotency-key.ts'
import { ProblemError } from '../api/problem.ts'
import { ask } from '../session/ask.ts'

const root = '/api/event/organiser'

export const listEvents = (cursor: string | null, signal?: AbortSignal) =>
  ask<OrganiserEventPage>(`${root}/events${after(cursor)}`, { signal })
export const listPlans = (cursor: string | null, signal?: AbortSignal) =>
  ask<PlanPage>(`${root}/plans${after(cursor)}`, { signal })
export const readEvent = (id: string, signal?: AbortSignal) => ask<OrganiserEvent>(`${root}/events/${id}`, { signal })
export const readPlan = (id: string, signal?: AbortSignal) => ask<Plan>(`${root}/plans/${id}`, { signal })

/** A draft's new content, or a new draft. */
export function saveEvent(known: OrganiserEvent | null, draft: EventDraft): Promise<OrganiserEvent> {
  if (!known) return write('POST', '/events', draft)
  return write('PUT', `/events/${known.id}`, { version: known.version, ...draft })
}

export const publishEvent = ({ id, version }: OrganiserEvent) =>
  write<OrganiserEvent>('POST', `/events/${id}/publish`, { version })
export const cancelEvent = ({ id, version }: OrganiserEvent) =>
  write<OrganiserEvent>('POST', `/events/${id}/cancel`, { version })
export const cancelPerformance = ({ id, version }: OrganiserEvent, performanceId: string) =>
  write<OrganiserEvent>('POST', `/events/${id}/performances/${performanceId}/cancel`, { version })
export const postponeEvent = (id: string, body: PostponeEvent) =>
  write<OrganiserEvent>('POST', `/events/${id}/postpone`, body)

export const keepPlan = (name: string, plan: SeatingPlan) => write<PlanSummary>('POST', '/plans', { name, plan })
export const previewTemplate = (wish: object) =>
  ask<SeatingPlan>(`${root}/plans/preview`, { method: 'POST', body: wish })

/** Sends a picture straight to the bucket, and gives its address once it is served. */
export async function sendPicture(file: File): Promise<string> {
  const upload = await ask<ImageUpload>(`${root}/images`, {
    method: 'POST',
    body: { type: file.type as ImageType, bytes: file.size },
  })
  const form = new FormData()
  for (const [name, value] of Object.entries(upload.fields)) form.set(name, value)
  form.set('file', file)
  const sent = await fetch(upload.url, { method: 'POST', body: form }).catch(() => null)
  if (!sent?.ok) throw new ProblemError({ code: 'IMAGE_NOT_SENT', status: 409 })
  return (await ask<Image>(`${root}/images/${upload.id}/complete`, { method: 'POST', body: {} })).url
}

const pending = new Map<string, string>()

/** The same content goes under the same key until an answer settles it, so a second press repeats the act, not its effect. */
async function write<Answer>(method: 'POST' | 'PUT', path: string, body: object): Promise<Answer> {
  const act = `${method} ${path} ${JSON.stringify(body)}`
  const key = pending.get(act) ?? crypto.randomUUID()
  pending.set(act, key)
  try {
    const answer = await ask<Answer>(root + path, { method, body, headers: { 'idempotency-key': key } })
    pending.delete(act)
    return answer
  } catch (thrown) {
    if (settles(thrown)) pending.delete(act)
    throw thrown
  }
}

function after(cursor: string | null): string {
  return cursor ? `?limit=50&cursor=${encodeURIComponent(cursor)}` : '?limit=50'
}
