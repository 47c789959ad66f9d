import type { EntityManager } from '@mikro-orm/postgresql'

/** Until when a deposit for a performance could be waited for; nothing where that is not allowed, or not worth while. */
export async function depositUntil(em: EntityManager, performanceId: string): Promise<string | undefined> {
  const [terms] = await em.execute<{ until: Date }[]>(
    `select until from performance p join on_sale o on o.id = p.on_sale_id, lateral (
       select least(o.closes_at, p.starts_at - interval '48 hours',
         (date_trunc('day', now() at time zone 'Asia/Seoul') + interval '1 day 23 hours 59 minutes') at time zone 'Asia/Seoul'
       ) as until) term
     where p.id = ? and o.virtual_accounts and not p.cancelled and until > now() + interval '1 hour'`,
    [performanceId],
  )
  return terms?.until.toISOString()
}
