import type { EntityManager } from '@mikro-orm/postgresql'
import { OFFERS } from '@tiketi/contracts/waiting'
import { arrayOf } from '@tiketi/kit/array-of'
import { counter } from '@tiketi/kit/metrics'
import { publish } from '@tiketi/kit/publish'
import { choosePlaces, type OfferablePlace } from './choose-places.ts'

const { answerMinutes, rest, near, leastMinutes } = OFFERS

const offersTotal = counter('offers_total', 'Offers to people on a waiting list')

/** Of `performance p` and its `on_sale o`: until when something is sold, and what the venue's clock shows. */
const SALE = `performance p join on_sale o on o.id = p.on_sale_id, lateral (
    select least(p.starts_at, o.closes_at) as ends, (now() at time zone (p.venue ->> 'timeZone')) as clock) sale`

/**
 * Offers places that have cooled down to those who wait for so many, in the order of the list. It rests at night, and
 * where too little time is left. Any number of processes may do it at once; each performance is one process's.
 */
export async function offerPlaces(em: EntityManager): Promise<void> {
  const due = await em.execute<{ id: string }[]>(
    `select p.id from ${SALE}
     where not p.cancelled and not o.cancelled and ends > now() + interval '${leastMinutes} minutes'
       and clock::time >= '${rest.toHour}:00' and clock::time < '${rest.fromHour}:00'
       and exists (select from waiting w where w.performance_id = p.id and w.state = 'waiting' and w.places <= (
         select count(*) from cooling_place c
         where c.performance_id = p.id and c.waiting_id is null and c.cooled_at <= now()))`,
  )
  for (const { id } of due) offersTotal.inc(await em.fork().transactional((em) => offerThese(em, id)))
}

async function offerThese(em: EntityManager, performanceId: string): Promise<number> {
  // Whoever has the row alone decides who comes first; holds only read it.
  const mine = await em.execute('select from performance where id = ? for no key update skip locked', [performanceId])
  if (mine.length === 0) return 0
  let places = await em.execute<OfferablePlace[]>(
    `select id, seat, area, declined_by as "declinedBy" from cooling_place
     where performance_id = ? and waiting_id is null and cooled_at <= now()
     order by seat, area, id for update skip locked`,
    [performanceId],
  )
  const line = await em.execute<InLine[]>(
    `select id, person_id as "personId", places from waiting
     where performance_id = ? and state = 'waiting' and places <= ? order by number`,
    [performanceId, places.length],
  )
  let offers = 0
  for (const person of line) {
    if (places.length === 0) break
    const wanted = places.filter(({ declinedBy }) => !declinedBy.includes(person.id))
    const chosen = choosePlaces(wanted, person.places)
    if (!chosen || !(await offer(em, performanceId, person, chosen))) continue
    places = places.filter((place) => !chosen.includes(place))
    offers++
  }
  return offers
}

interface InLine {
  id: string
  personId: string
  places: number
}

/** Tells whether the person still waited. */
async function offer(
  em: EntityManager,
  performanceId: string,
  { id, personId }: InLine,
  chosen: OfferablePlace[],
): Promise<boolean> {
  const offered = await em.execute(
    `update waiting w set state = 'offered', deadline = case
       when ends < now() + interval '${near.hours} hours' then now() + interval '${near.answerMinutes} minutes'
       else now() + interval '${answerMinutes} minutes' + case
         when clock + interval '${answerMinutes} minutes' >= clock::date + time '${rest.fromHour}:00'
         then interval '${24 - rest.fromHour + rest.toHour} hours' else interval '0' end end
     from ${SALE} where w.id = ? and w.state = 'waiting' and p.id = w.performance_id returning w.id`,
    [id],
  )
  if (offered.length === 0) return false
  const kept = await em.execute(
    'update cooling_place set waiting_id = ? where id = any(?::bigint[]) and waiting_id is null returning id',
    [id, arrayOf(chosen.map((place) => place.id))],
  )
  if (kept.length !== chosen.length) throw new Error(`Places of ${performanceId} were offered twice.`)
  await publish(em, 'waiting.offered', { waitingId: id, personId })
  return true
}
