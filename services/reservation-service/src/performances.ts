import { createHash } from 'node:crypto'
import type { MikroORM } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { briefly } from './briefly.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'

/** A performance with the terms of its sale. Whoever decides by it lets the database check versions and times again. */
interface ForSale {
  performance: Performance
  onSale: OnSale
  layout: { json: string; etag: string }
}

export interface Performances {
  /** @throws Refusal 404 PERFORMANCE_UNKNOWN. */
  find(id: string): Promise<ForSale>
}

const CHECKED_EVERY_MS = 1_000
const KEPT = 200

/** What is for sale, kept in memory: plans are large and hardly ever change, so only their versions are asked for. */
export function performances(orm: MikroORM): Performances {
  const kept = new Map<string, ForSale>()

  async function load(id: string): Promise<ForSale> {
    const em = orm.em.fork()
    const [versions] = await em.execute<{ performance: number; onSale: number }[]>(
      `select p.version as performance, o.version as "onSale"
       from performance p join on_sale o on o.id = p.on_sale_id where p.id = ?`,
      [id],
    )
    if (!versions) throw new Refusal('PERFORMANCE_UNKNOWN', 404, 'There is no such performance on sale.')
    const known = kept.get(id)
    if (known?.performance.version === versions.performance && known.onSale.version === versions.onSale) return known
    const performance = await em.findOneOrFail(Performance, id)
    const onSale = await em.findOneOrFail(OnSale, performance.onSaleId)
    return keep({ performance, onSale, layout: layoutOf(performance, onSale) })
  }

  function keep(forSale: ForSale): ForSale {
    const { id } = forSale.performance
    kept.delete(id)
    kept.set(id, forSale)
    for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest)
    return forSale
  }

  return { find: briefly(CHECKED_EVERY_MS, load) }
}

function layoutOf(performance: Performance, { limitPerPerson }: OnSale): ForSale['layout'] {
  const json = JSON.stringify(performance.toLayout(limitPerPerson))
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"` }
}
