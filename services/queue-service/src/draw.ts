import type { EntityManager } from '@mikro-orm/postgresql'

/** Who took part in the draw of a sale, and how it came out. */
export interface Draw {
  size: number
  root: Buffer
  beacon: string
  round: number
  roundAt: Date
  /** The round that was announced was out before the root could be. */
  renamed: boolean
  closedAt: Date
  randomness: Buffer | null
  drawnAt: Date | null
  placedAt: Date | null
}

const COLUMNS = `size, root, beacon, round, round_at as "roundAt", renamed, closed_at as "closedAt", randomness,
  drawn_at as "drawnAt", placed_at as "placedAt"`

/** The draw of a sale, once its lobby has closed. */
export async function findDraw(em: EntityManager, onSaleId: string): Promise<Draw | undefined> {
  const [draw] = await em.execute<Draw[]>(`select ${COLUMNS} from queue.draw where on_sale_id = ?`, [onSaleId])
  return draw
}

/** All entries of a draw in ascending order, one after another. */
export async function drawnEntries(em: EntityManager, onSaleId: string): Promise<Buffer> {
  const [row] = await em.execute<[{ entries: Buffer | null }]>(
    `select string_agg(entry, ''::bytea order by entry) as entries from queue.lobby_entry where on_sale_id = ?`,
    [onSaleId],
  )
  return row.entries ?? Buffer.alloc(0)
}
