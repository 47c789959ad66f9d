import { SeatsLeft } from '@tiketi/contracts/reservation'
import type { Ask } from '@tiketi/kit/ask'
import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { step } from './step.ts'

const PATIENCE_MS = 1_000

/**
 * Asks reservation-service how many seats of the sale are free. Without an answer the pauses between questions grow, and
 * once what is known is six seconds old nobody is called any more.
 */
export async function askSeats(ask: Ask, redis: RedisClient, line: Line): Promise<void> {
  line.seatsWanted = false
  const path = `/internal/on-sales/${line.id}/seats`
  const seats = await ask('reservation', 'GET', path, { answer: SeatsLeft, timeoutMs: PATIENCE_MS }).catch(unanswered)
  await storeSeats(redis, { onSaleId: line.id, epoch: line.seen.epoch, seats })
  line.wake()
}

function unanswered(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}

interface StoreSeats {
  onSaleId: string
  epoch: number
  /** Nothing when there was no answer. */
  seats: Pick<SeatsLeft, 'free' | 'held' | 'holds' | 'grades'> | undefined
}

/** Keeps what is known of a sale's seats where admit.lua looks. */
export async function storeSeats(redis: RedisClient, { onSaleId, epoch, seats }: StoreSeats): Promise<void> {
  const { p95Ms, failedShare } = seats?.holds ?? { p95Ms: 0, failedShare: 0 }
  const grades = seats?.grades ? [JSON.stringify(seats.grades)] : []
  await step(redis, 'seats')(
    [lineKeys(onSaleId, epoch).line],
    [epoch, ...(seats ? [seats.free, seats.held, p95Ms, failedShare, ...grades] : [])],
  )
}
