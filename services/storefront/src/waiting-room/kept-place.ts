import type { LinePlace } from '@tiketi/contracts/queue'

/** What a browser keeps of a place in a line, so that a reload or a lost session finds it again. */
export interface KeptPlace {
  userId: string
  epoch: number
  number: number
  placeTicket: string
  /** The server's word that its holder takes part in the draw. */
  receipt?: string
  /** How many were ahead at first, for the line that fills. */
  aheadAtFirst: number
}

const slot = (onSaleId: string) => `tiketi.place.${onSaleId}`

export function keptPlace(onSaleId: string, userId: string): KeptPlace | null {
  const stored = localStorage.getItem(slot(onSaleId))
  if (!stored) return null
  const place = JSON.parse(stored) as KeptPlace
  return place.userId === userId ? place : null
}

/** The number of whoever waits here, 0 before numbers are given; null for nobody. */
export function keptNumber(onSaleId: string): number | null {
  const stored = localStorage.getItem(slot(onSaleId))
  return stored ? (JSON.parse(stored) as KeptPlace).number : null
}

type NewPlace = Pick<LinePlace, 'onSaleId' | 'epoch' | 'number' | 'placeTicket' | 'receipt'>

export function keepPlace(userId: string, place: NewPlace, ahead: number): KeptPlace {
  const { onSaleId, epoch, number, placeTicket } = place
  const before = keptPlace(onSaleId, userId)
  const aheadAtFirst = before?.number === number && before.epoch === epoch ? before.aheadAtFirst : ahead
  const receipt = place.receipt ?? before?.receipt
  const kept = { userId, epoch, number, placeTicket, aheadAtFirst, ...(receipt && { receipt }) }
  localStorage.setItem(slot(onSaleId), JSON.stringify(kept))
  return kept
}

export function forgetPlace(onSaleId: string) {
  localStorage.removeItem(slot(onSaleId))
}

const DEVICE = 'tiketi.device'

/** What this browser calls itself: its windows share a place, and another browser takes it over. */
export function deviceName(): string {
  const known = localStorage.getItem(DEVICE)
  if (known) return known
  const name = crypto.randomUUID()
  localStorage.setItem(DEVICE, name)
  return name
}
