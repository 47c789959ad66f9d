import type { Hold } from '@tiketi/contracts/reservation'

/** Seats and standing places together. */
export function placesHeld({ seats, standing }: Hold): number {
  return standing.reduce((sum, { places }) => sum + places, seats.length)
}
