import type { EntityManager } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import type { Beacon } from './beacon.ts'
import { closeLobby } from './close-lobby.ts'
import { drawLots } from './draw-lots.ts'
import { giveNumbers } from './give-numbers.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { step } from './step.ts'

const PEOPLE_AT_ONCE = 1_000

/**
 * Brings the draw of a line as far as it can be now: the lobby closes, the named round comes out, the order is drawn and
 * brought into the line. Every step is decided in PostgreSQL or can be done again, so any replica goes on where another
 * stopped.
 */
export async function keepDraw(
  em: EntityManager,
  redis: RedisClient,
  { line, beacon }: { line: Line; beacon: Beacon },
): Promise<void> {
  if (line.lobbyOpen() && Date.now() < line.sale.lobbyClosesAt()) return
  const closed = await closeLobby(em, beacon, line.id)
  if (!closed) return
  const due = !closed.drawnAt && Date.now() >= closed.roundAt.getTime()
  const draw = due ? await drawLots(em, beacon, { onSaleId: line.id, draw: closed }) : closed
  if (!draw?.drawnAt) return
  await gatherDrawn(em, redis, line)
  await giveNumbers(em, redis, line)
}

/** Everybody has their number: if the line is lost from now on, it is restored from place tickets. */
export async function notePlaced(em: EntityManager, line: Line): Promise<void> {
  await em.execute('update queue.draw set placed_at = now() where on_sale_id = ? and placed_at is null', [line.id])
  line.placed = true
}

/** Brings a draw into the line, as often as it takes. */
export async function gatherDrawn(em: EntityManager, redis: RedisClient, line: Line): Promise<void> {
  const { epoch } = line.seen
  const keys = lineKeys(line.id, epoch)
  const drawn = await em.execute<{ rank: number; personId: string; left: boolean }[]>(
    `select rank, person_id as "personId", left_at is not null as left
     from queue.lobby_entry where on_sale_id = ? order by rank`,
    [line.id],
  )
  // Once even when nobody is there, since the last run says that the draw is complete.
  for (let from = 0; from === 0 || from < drawn.length; from += PEOPLE_AT_ONCE) {
    const some = drawn.slice(from, from + PEOPLE_AT_ONCE)
    const outcome = await step(redis, 'gather')(
      [keys.line, keys.places, keys.gathering],
      [
        epoch,
        from + PEOPLE_AT_ONCE >= drawn.length ? 1 : 0,
        ...some.flatMap(({ rank, personId, left }) => [rank, left ? `left:${rank}` : personId]),
      ],
    )
    if (outcome !== 'GATHERED') return
  }
}
