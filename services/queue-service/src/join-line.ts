import type { EntityManager } from '@mikro-orm/postgresql'
import type { LinePlace } from '@tiketi/contracts/queue'
import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import type { LobbyReceipts } from './lobby-receipt.ts'
import { joinedTotal } from './metrics.ts'
import type { Place, PlaceTickets } from './place-ticket.ts'
import { presentPlaces } from './present-places.ts'
import { lineAway, lineClosed } from './refusals.ts'
import { reserveNumbers } from './reserve-numbers.ts'
import { step } from './step.ts'
import { takePlace } from './take-place.ts'

interface JoinLine {
  em: EntityManager
  line: Line
  tickets: PlaceTickets
  receipts: LobbyReceipts
  personId: string
  device: string
  /** The place that the person had before, if they say so. */
  before: Place | undefined
}

/** Gives a person a place: in the lobby while it is open, else at the end of the line, or the one that they have. */
export async function joinLine(redis: RedisClient, joining: JoinLine): Promise<LinePlace> {
  const { em, line, tickets, personId, device, before } = joining
  await takePlace(redis, { line, personId, device })
  const receipt = line.lobbyOpen() ? await enterLobby(redis, joining) : undefined
  if (!receipt && before && before.epoch < line.seen.epoch) await presentPlaces(em, redis, { line, places: [before] })
  const { epoch, number } = receipt ? { epoch: line.seen.epoch, number: 0 } : await takeNumber(redis, joining)
  if (number > 0) line.given(epoch, number)
  return {
    onSaleId: line.id,
    epoch,
    number,
    placeTicket: tickets.sign({ onSaleId: line.id, epoch, number, personId, device }),
    ...(receipt && { receipt }),
    status: line.status,
  }
}

async function enterLobby(redis: RedisClient, { line, receipts, personId }: JoinLine): Promise<string | undefined> {
  const of = { onSaleId: line.id, personId }
  const entered = await line.lobby.enter(personId, receipts.entryOf(of))
  if (!entered) return undefined
  if (entered.isNew) {
    joinedTotal.inc({ on_sale: line.id })
    await redis.hincrby(lineKeys(line.id, 0).line, 'lobby', 1)
  }
  line.wake()
  return receipts.sign({ onSaleId: line.id, entry: entered.entry })
}

async function takeNumber(redis: RedisClient, { em, line, personId }: JoinLine, again = true) {
  const { epoch, last } = line.seen
  const keys = lineKeys(line.id, epoch)
  const [outcome, number] = (await step(redis, 'join')(
    [keys.line, keys.places, keys.called, keys.inside, keys.missed, keys.returning, keys.gathering],
    [epoch, last, personId],
  )) as [string, number]
  switch (outcome) {
    case 'JOINED':
      joinedTotal.inc({ on_sale: line.id })
      return { epoch, number }
    case 'KEPT':
      return { epoch, number }
    case 'GATHERED':
      line.wake()
      return { epoch, number: 0 }
    case 'CLOSED':
      throw lineClosed()
    case 'DRAINING':
      throw new Refusal('LINE_FULL', 409, 'This line takes nobody in any more.')
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
