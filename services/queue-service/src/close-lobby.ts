import type { EntityManager } from '@mikro-orm/postgresql'
import type { Beacon } from './beacon.ts'
import { type Draw, drawnEntries, findDraw } from './draw.ts'
import { ENTRY_BYTES, LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'
import { merkleRoot } from './merkle.ts'

/** The root is out so long before the randomness, or another round is named. */
const ROOT_BEFORE_ROUND_MS = 5_000
/** The round that is named in advance is the first so long after the lobby closes. */
const ROUND_AFTER_CLOSING_MS = 12_000

/** The round that decides the draw of a sale that opens then, as it is announced from the beginning. */
export function announcedRound(beacon: Beacon, opensAt: number) {
  return beacon.roundFrom(opensAt - LOBBY_CLOSES_BEFORE_MS + ROUND_AFTER_CLOSING_MS)
}

/**
 * Closes a lobby once its time has come, and publishes the root of its entries; any number of replicas may do it at once,
 * it happens once. A root that is late names a later round: one that is out already would let us choose who takes part.
 *
 * @returns the draw, or nothing while the lobby is open.
 */
export function closeLobby(em: EntityManager, beacon: Beacon, onSaleId: string): Promise<Draw | undefined> {
  return em.transactional(async (em) => {
    // Entries under way hold the row shared, so they are in before or not at all.
    const [sale] = await em.execute<{ due: boolean; opensAt: Date }[]>(
      `select lobby_closed_at is null and opens_at - make_interval(secs => ?) <= now() as due,
         opens_at as "opensAt"
       from queue.on_sale where id = ? for update`,
      [LOBBY_CLOSES_BEFORE_MS / 1_000, onSaleId],
    )
    if (!sale?.due) return findDraw(em, onSaleId)
    await em.execute('update queue.on_sale set lobby_closed_at = now() where id = ?', [onSaleId])
    const entries = await drawnEntries(em, onSaleId)
    const size = entries.length / ENTRY_BYTES
    const root = merkleRoot(entries)
    // Read last: a statement that waits for a lock has read it before.
    const [{ now }] = await em.execute<[{ now: Date }]>('select clock_timestamp() as now')
    const { round, at, renamed } = roundFor(beacon, { opensAt: sale.opensAt, now })
    await em.execute(
      `insert into queue.draw (on_sale_id, size, root, beacon, round, round_at, renamed, drawn_at, placed_at)
       values (?, ?, ?, ?, ?, ?, ?, ${size === 0 ? 'now(), now()' : 'null, null'})`,
      [onSaleId, size, root, beacon.name, round, new Date(at), renamed],
    )
    return findDraw(em, onSaleId)
  })
}

function roundFor(beacon: Beacon, { opensAt, now }: { opensAt: Date; now: Date }) {
  const announced = announcedRound(beacon, opensAt.getTime())
  const soonest = now.getTime() + ROOT_BEFORE_ROUND_MS
  if (announced.at >= soonest) return { ...announced, renamed: false }
  return { ...beacon.roundFrom(soonest), renamed: true }
}
