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
  presale: OnSale | null
  layout: { json: string; etag: string }
}

export interface Performances {
  /** @throws Refusal 404 PERFORMANCE_UNKNOWN. */
  find(id: string): Promise<ForSale>
}

/** The window of sale that a hold falls into: the presale until its end, and then the sale. */
export function saleNow({ onSale, presale }: Pick<ForSale, 'onSale' | 'presale'>): OnSale {
  return presale && presale.closesAt.getTime() > Date.now() ? presale : onSale
}

const CHECKED_EVERY_MS = 1_000
const KEPT = 200

/** What is for sale, kept in memory: plans are large and hardly ever change, so only their versions are asked for. */
export function performances(orm: MikroORM): Performances {
  const kept = new Map<string, ForSale>()

  async function load(id: string): Promise<ForSale> {
    const em = orm.em.fork()
    const [versions] = await em.execute<Versions[]>(
      `select p.version as performance, o.version as "onSale", e.version as presale
       from performance p join on_sale o on o.id = p.on_sale_id left join on_sale e on e.id = p.presale_id
       where p.id = ?`,
      [id],
    )
    if (!versions) throw new Refusal('PERFORMANCE_UNKNOWN', 404, 'There is no such performance on sale.')
    const known = kept.get(id)
    if (known && isOf(known, versions)) return known
    const performance = await em.findOneOrFail(Performance, id)
    const onSale = await em.findOneOrFail(OnSale, performance.onSaleId)
    const presale = performance.presaleId ? await em.findOne(OnSale, performance.presaleId) : null
    return keep({ performance, onSale, presale, layout: layoutOf(performance, onSale) })
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

interface Versions {
  performance: number
  onSale: number
  presale: number | null
}

function isOf({ performance, onSale, presale }: ForSale, versions: Versions): boolean {
  return (
    performance.version === versions.performance &&
    onSale.version === versions.onSale &&
    (presale?.version ?? null) === versions.presale
  )
}

function layoutOf(performance: Performance, { limitPerPerson }: OnSale): ForSale['layout'] {
  const json = JSON.stringify(performance.toLayout(limitPerPerson))
  return { json, etag: `"${createHash('sha256').update(json).digest('base64url').slice(0, 22)}"` }
}
