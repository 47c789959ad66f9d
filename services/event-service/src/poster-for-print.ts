import type { EntityManager } from '@mikro-orm/postgresql'
import type { PosterForPrint } from '@tiketi/contracts/event'
import type { Log } from '@tiketi/kit/log'
import { Refusal } from '@tiketi/kit/refusal'
import type { Config } from './config.ts'
import { Event } from './event.ts'
import type { ImageStore } from './image-store.ts'
import { asJpeg } from './resize-image.ts'

interface Parts {
  store: ImageStore
  config: Config
  log: Log
}

const MOST_BYTES = 5_242_880
const ANSWER_WITHIN_MS = 2_000

/**
 * The poster of an event for its tickets. Only what we serve ourselves is looked at: an address that an organiser chose
 * must not have this service call wherever it likes. A ticket without its picture is a ticket, so what cannot be had or
 * read is none.
 *
 * @throws Refusal 404 EVENT_UNKNOWN while it is a draft.
 */
export async function posterForPrint(em: EntityManager, parts: Parts, eventId: string): Promise<PosterForPrint> {
  const event = await em.findOne(Event, { id: eventId, status: { $ne: 'draft' } })
  if (!event) throw new Refusal('EVENT_UNKNOWN', 404, 'There is no such event.')
  try {
    const picture = await pictureAt(event.posterUrl, parts)
    return { jpeg: picture ? (await asJpeg(picture)).toString('base64') : null }
  } catch (error) {
    parts.log.warn({ err: error, eventId, posterUrl: event.posterUrl }, 'tickets are printed without their poster')
    return { jpeg: null }
  }
}

async function pictureAt(path: string, { store, config }: Parts): Promise<Buffer | undefined> {
  if (/^\/images\/[0-9a-f-]{36}\/\d+\.webp$/.test(path)) return store.served(path)
  if (!config.POSTERS_URL || !/^\/posters\/[\w-]+\.svg$/.test(path)) return undefined
  const answer = await fetch(new URL(path, config.POSTERS_URL), { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
  if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES) return undefined
  return Buffer.from(await answer.arrayBuffer())
}
