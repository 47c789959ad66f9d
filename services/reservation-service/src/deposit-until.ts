import type { EntityManager } from '@mikro-orm/postgresql'
import type { ForSale } from './performances.ts'

/** Until when a deposit for a performance could be waited for; nothing where that is not allowed, or not worth while. */
export async function depositUntil(em: EntityManager, { performance, onSale }: ForSale): Promise<string | undefined> {
  // Most sales allow none, and every payment asks.
  if (!onSale.virtualAccounts) return undefined
  const [terms] = await em.execute<{ until: Date }[]>(
    `select until from performance p join on_sale o on o.id = p.on_sale_id, lateral (
       select least(o.closes_at, p.starts_at - interval '48 hours',
         (date_trunc('day', now() at time zone 'Asia/Seoul') + interval '1 day 23 hours 59 minutes') at time zone 'Asia/Seoul'
       ) as until) term
     where p.id = ? and o.virtual_accounts and not p.cancelled and until > now() + interval '1 hour'`,
    [performance.id],
  )
  return terms?.until.toISOString()
}
