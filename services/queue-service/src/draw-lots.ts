import type { EntityManager } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import type { Beacon } from './beacon.ts'
import { type Draw, drawnEntries, findDraw } from './draw.ts'
import { drawRanks, drawSeed } from './draw-order.ts'
import { ENTRY_BYTES } from './lobby.ts'

const ENTRIES_AT_ONCE = 5_000

/**
 * Draws the order of a closed lobby once the named round is out. The seed and every rank are one transaction: whatever
 * dies, the order is drawn wholly or not at all, and never again. While another replica is at it, this one leaves it to
 * that.
 *
 * @returns the draw as it stands.
 * @throws Error when the beacon does not answer; the draw waits for it.
 */
export async function drawLots(
  em: EntityManager,
  beacon: Beacon,
  { onSaleId, draw }: { onSaleId: string; draw: Draw },
): Promise<Draw | undefined> {
  if (draw.beacon !== beacon.name) throw new Error(`The draw was announced with ${draw.beacon}, not ${beacon.name}.`)
  const randomness = await beacon.read(draw.round)
  if (!randomness) return draw
  return em.transactional(async (em) => {
    const mine = await em.execute(
      'select from queue.draw where on_sale_id = ? and drawn_at is null for update skip locked',
      [onSaleId],
    )
    if (mine.length === 0) return findDraw(em, onSaleId)
    const entries = await drawnEntries(em, onSaleId)
    await storeRanks(em, { onSaleId, entries, ranks: drawRanks(drawSeed(draw.root, randomness), entries) })
    await em.execute('update queue.draw set randomness = ?, drawn_at = now() where on_sale_id = ?', [
      randomness,
      onSaleId,
    ])
    return findDraw(em, onSaleId)
  })
}

/** In parts, so that no statement runs into its time limit however many there are. */
async function storeRanks(
  em: EntityManager,
  { onSaleId, entries, ranks }: { onSaleId: string; entries: Buffer; ranks: number[] },
): Promise<void> {
  for (let from = 0; from < ranks.length; from += ENTRIES_AT_ONCE) {
    const some = ranks.slice(from, from + ENTRIES_AT_ONCE)
    const names = some.map((_, at) => entries.toString('hex', ENTRY_BYTES * (from + at), ENTRY_BYTES * (from + at + 1)))
    await em.execute(
      `update queue.lobby_entry set rank = drawn.rank
       from unnest(?::text[], ?::int[]) as drawn (entry, rank)
       where on_sale_id = ? and lobby_entry.entry = decode(drawn.entry, 'hex')`,
      [arrayOf(names), arrayOf(some), onSaleId],
    )
  }
}
