import type { MikroORM } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import type { Line } from './line.ts'
import type { PlaceTickets } from './place-ticket.ts'
import { presentPlaces } from './present-places.ts'

const PEOPLE_AT_ONCE = 500
/** A run, so that the lines of other sales have their turn. */
const BATCHES = 4

export interface PlaceParts {
  orm: MikroORM
  redis: RedisClient
  tickets: PlaceTickets
}

/**
 * Shows the line the tickets of those who came to listen, or whose number may have changed, and tells them their places:
 * people at sockets find their way through a draw or a loss without asking.
 */
export async function tellPlaces({ orm, redis, tickets }: PlaceParts, line: Line): Promise<void> {
  if (line.lost) return
  for (let batch = 0; batch < BATCHES; batch++) {
    const places = line.audience.takeUnplaced(PEOPLE_AT_ONCE)
    if (places.length === 0) return
    const { epoch } = line.seen
    try {
      const present = await presentPlaces(orm.em.fork(), redis, { line, places })
      if (!present) {
        line.audience.putBack(places)
        return
      }
      present.forEach(({ number, device }, at) => {
        const { personId } = places[at]!
        line.audience.takeOver(personId, device)
        if (number === 0) return
        const placeTicket = tickets.sign({ onSaleId: line.id, epoch, number, personId, device })
        line.audience.place({ personId, epoch, number, placeTicket, called: number <= line.seen.watermark })
      })
    } catch (error) {
      line.audience.putBack(places)
      throw error
    }
  }
}
