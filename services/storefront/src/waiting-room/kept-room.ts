import type { Event, Performance } from '@tiketi/contracts/event'
import type { Text } from '@tiketi/contracts/schema'

/** What a browser keeps of a waiting room, so that its page stands when nobody answers. */
export interface KeptRoom {
  title: Text
  startsAt: string
  timeZone: string
  onSaleId: string
}

const slot = (performanceId: string) => `tiketi.room.${performanceId}`

export function keepRoom({ title, venue }: Event, { id, startsAt, onSale }: Performance) {
  const room: KeptRoom = { title, startsAt, timeZone: venue.timeZone, onSaleId: onSale.id }
  localStorage.setItem(slot(id), JSON.stringify(room))
}

export function keptRoom(performanceId: string): KeptRoom | null {
  const stored = localStorage.getItem(slot(performanceId))
  return stored ? (JSON.parse(stored) as KeptRoom) : null
}
