import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventData } from '@tiketi/contracts/events'
import type { RedisClient } from '@tiketi/kit/redis'
import { endAdmission } from './admission.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { step } from './step.ts'

type Reservation = EventData<'reservation.held'>

/** Somebody inside holds seats: the next person may come in for the others. */
export async function noteHold(redis: RedisClient, line: Line | undefined, held: Reservation): Promise<void> {
  if (!line) return
  const { epoch } = line.seen
  const k = lineKeys(line.id, epoch)
  await step(redis, 'hold')(
    [k.line, k.places, k.inside, k.holding, k.holds],
    [epoch, held.reservationId, held.personId, held.seats],
  )
  line.wake()
}

/** A hold ended without a purchase: its holder is one of those inside again. */
export async function noteRelease(redis: RedisClient, line: Line | undefined, released: Reservation): Promise<void> {
  if (line) await release(redis, line, released, false)
}

/** Somebody bought: their place inside is free. */
export async function notePurchase(
  redis: RedisClient,
  { em, line, bought }: { em: EntityManager; line: Line | undefined; bought: Reservation },
): Promise<void> {
  await endAdmission(em, bought)
  if (line) await release(redis, line, bought, true)
}

async function release(redis: RedisClient, line: Line, ended: Reservation, bought: boolean): Promise<void> {
  const { epoch } = line.seen
  const k = lineKeys(line.id, epoch)
  await step(redis, 'release')(
    [k.line, k.places, k.inside, k.holding, k.holds, k.passes],
    [epoch, ended.reservationId, ended.personId, Number(bought)],
  )
  line.wake()
}
