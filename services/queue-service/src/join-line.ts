import type { EntityManager } from '@mikro-orm/postgresql'
import type { LinePlace } from '@tiketi/contracts/queue'
import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { joinedTotal } from './metrics.ts'
import type { PlaceTickets } from './place-ticket.ts'
import { lineAway, lineClosed } from './refusals.ts'
import { reserveNumbers } from './reserve-numbers.ts'
import { step } from './step.ts'

interface JoinLine {
  em: EntityManager
  line: Line
  tickets: PlaceTickets
  personId: string
}

/** Gives a person a place at the end of the line, or the one that they have. */
export async function joinLine(redis: RedisClient, joining: JoinLine): Promise<LinePlace> {
  const { line, tickets, personId } = joining
  const { epoch, number } = await takeNumber(redis, joining)
  line.given(epoch, number)
  return {
    onSaleId: line.id,
    epoch,
    number,
    placeTicket: tickets.sign({ onSaleId: line.id, epoch, number, personId }),
    status: line.status,
  }
}

async function takeNumber(redis: RedisClient, { em, line, personId }: JoinLine, again = true) {
  const { epoch, last } = line.seen
  const keys = lineKeys(line.id, epoch)
  const [outcome, number] = (await step(redis, 'join')(
    [keys.line, keys.places, keys.called, keys.inside, keys.missed, keys.returning],
    [epoch, last, personId],
  )) as [string, number]
  switch (outcome) {
    case 'JOINED':
      joinedTotal.inc({ on_sale: line.id })
      return { epoch, number }
    case 'KEPT':
      return { epoch, number }
    case 'CLOSED':
      throw lineClosed()
    case 'SOLD_OUT':
      throw new Refusal('SOLD_OUT', 409, 'Every seat of this sale has been sold.')
    case 'CEILING':
      if (!again) throw lineAway()
      await reserveNumbers(em, redis, { onSaleId: line.id, epoch, ceiling: number })
      return takeNumber(redis, { em, line, personId } as JoinLine, false)
    default:
      line.miss()
      throw lineAway()
  }
}
