import type { EntityManager } from '@mikro-orm/postgresql'
import type { Venue } from '@tiketi/contracts/event'
import type { OrderPage } from '@tiketi/contracts/reservation'
import type { Text } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import { KEPT, type Kept, Reservation } from './reservation.ts'

const PAGE = 20

interface Row extends Kept {
  eventId: string
  title: Text
  venue: Venue
  startsAt: Date
}

/** A person's orders, newest first. @throws Refusal 400 when the cursor is none of ours. */
export async function listOrders(em: EntityManager, personId: string, cursor?: string): Promise<OrderPage> {
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const rows = await em.execute<Row[]>(
    `select r.*, p.event_id as "eventId", p.title, p.venue, p.starts_at as "startsAt", ${KEPT}
     from reservation r join performance p on p.id = r.performance_id
     where r.person_id = ? and r.state in ('confirmed', 'refunded') ${after ? 'and (r.ordered_at, r.id) < (?::timestamptz, ?::uuid)' : ''}
     order by r.ordered_at desc, r.id desc limit ${PAGE + 1}`,
    after ? [personId, after.orderedAt, after.id] : [personId],
  )
  const page = rows
    .slice(0, PAGE)
    .map(({ eventId, title, venue, startsAt, refundedWon, ticketsLeft, ...reservation }) => ({
      kept: { refundedWon, ticketsLeft },
      performance: { eventId, title, venue, startsAt },
      reservation: em.map(Reservation, reservation),
    }))
  const last = rows.length > PAGE ? page.at(-1) : undefined
  return {
    orders: page.map(({ reservation, performance, kept }) => reservation.toOrderSummary(performance, kept)),
    next: last ? writeCursor(last.reservation) : null,
  }
}

const CURSOR = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

function writeCursor({ orderedAt, id }: Reservation): string {
  return Buffer.from(`${orderedAt!.toISOString()}/${id}`).toString('base64url')
}

function readCursor(cursor: string): { orderedAt: string; id: string } {
  const [, orderedAt, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (orderedAt && id && !Number.isNaN(Date.parse(orderedAt))) return { orderedAt, id }
  throw new Refusal('INVALID', 400, 'This page does not exist.', {
    fields: [{ path: 'querystring.cursor', message: 'must be the `next` of a page' }],
  })
}
