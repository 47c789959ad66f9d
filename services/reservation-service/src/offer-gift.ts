import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { GIFT_DAYS, type GiftRequest } from '@tiketi/contracts/gift'
import { Refusal } from '@tiketi/kit/refusal'
import { tellGifts } from './gift.ts'

interface OfferGift extends GiftRequest {
  ticketId: string
  personId: string
}

interface Row {
  refunded: boolean
  live: string | null
  gifts: boolean
  cancelled: boolean
  started: boolean
}

/**
 * A buyer offers one of their tickets to whoever has the link. Their own code stays good until somebody accepts.
 *
 * @returns the id of the gift.
 * @throws Refusal 404 TICKET_UNKNOWN; 409 GIFTS_FORBIDDEN by the organiser, GIFT_UNDER_WAY or TICKET_GIVEN,
 * PERFORMANCE_CANCELLED or PERFORMANCE_STARTED.
 */
export async function offerGift(em: EntityManager, { ticketId, personId, email, locale }: OfferGift): Promise<string> {
  const [order] = await em.execute<{ id: string }[]>(
    `select id from reservation where id = (select reservation_id from ticket where id = ?) and person_id = ? for update`,
    [ticketId, personId],
  )
  const [row] = await em.execute<Row[]>(
    `select t.refund_id is not null as refunded, g.state as live, p.gifts, p.cancelled,
       p.starts_at <= now() as started
     from ticket t join reservation r on r.id = t.reservation_id join performance p on p.id = r.performance_id
       left join gift g on g.ticket_id = t.id and g.ended_at is null
     where t.id = ?`,
    [ticketId],
  )
  if (!order || !row || row.refunded) throw new Refusal('TICKET_UNKNOWN', 404, 'You have no such ticket.')
  if (row.live === 'accepted') throw new Refusal('TICKET_GIVEN', 409, 'A friend has this ticket.')
  if (row.live) throw new Refusal('GIFT_UNDER_WAY', 409, 'You have offered this ticket to somebody already.')
  if (!row.gifts) throw new Refusal('GIFTS_FORBIDDEN', 409, 'The organiser does not let these tickets be given away.')
  if (row.cancelled) throw new Refusal('PERFORMANCE_CANCELLED', 409, 'This performance was cancelled.')
  if (row.started) throw new Refusal('PERFORMANCE_STARTED', 409, 'This performance has begun.')
  const id = randomUUID()
  await em.execute(
    `insert into gift (id, ticket_id, giver_id, email, locale, deadline)
     select ?, ?, ?, ?, ?, least(now() + make_interval(days => ${GIFT_DAYS}), p.starts_at)
     from reservation r join performance p on p.id = r.performance_id where r.id = ?`,
    [id, ticketId, personId, email ?? null, locale, order.id],
    'run',
  )
  await tellGifts(em, [{ id, state: 'offered' }])
  return id
}
