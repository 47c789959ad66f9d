import { createHash } from 'node:crypto'
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import { briefly } from './briefly.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'

/** A performance with the terms of its sale. Whoever decides by it lets the database check versions and times again. */
export interface ForSale {
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

const read = new Map<string, Performance>()

/** A performance as it is now. Its plan is large and hardly ever changes, so it is read once a version. */
export async function performanceOf(em: EntityManager, id: string): Promise<Performance> {
  const [row] = await em.execute<{ version: number }[]>('select version from performance where id = ?', [id])
  const known = read.get(id)
  return known && known.version === row?.version ? known : keep(read, await em.findOneOrFail(Performance, id))
}

/** What is for sale, kept in memory: only versions are asked for. */
export function performances(orm: MikroORM): Performances {
  const kept = new Map<string, ForSale & { id: string }>()

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
    const performance = await performanceOf(em as EntityManager, id)
    const onSale = await em.findOneOrFail(OnSale, performance.onSaleId)
    const presale = performance.presaleId ? await em.findOne(OnSale, performance.presaleId) : null
    return keep(kept, { id, performance, onSale, presale, layout: layoutOf(performance, onSale) })
  }

  return { find: briefly(CHECKED_EVERY_MS, load) }
}

/** Those that were kept longest make room. */
function keep<Value extends { id: string }>(kept: Map<string, Value>, value: Value): Value {
  kept.delete(value.id)
  kept.set(value.id, value)
  for (const [oldest] of kept) if (kept.size > KEPT) kept.delete(oldest)
  return value
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
