import { counter, gauge } from '@tiketi/kit/metrics'
import type { OnSale } from './on-sale.ts'
import type { Snapshot } from './snapshot.ts'

const opensAt = gauge('queue_opens_at_seconds', 'When the sale opens, in Unix time', ['on_sale'])
const seats = gauge('queue_seats', 'Seats of the sale', ['on_sale'])

/** From which the platform forecasts how many will come, and when. */
export function measureSale(sale: OnSale): void {
  opensAt.set({ on_sale: sale.id }, sale.opensAt.getTime() / 1_000)
  seats.set({ on_sale: sale.id }, sale.cancelled ? 0 : sale.seats)
}

const lobby = gauge('queue_lobby', 'People in the lobby', ['on_sale'])
const waiting = gauge('queue_waiting', 'People in the line who have not been called', ['on_sale'])
const called = gauge('queue_calling', 'People called who have not claimed their pass yet', ['on_sale'])
const inside = gauge('queue_inside', 'People with a pass', ['on_sale'])

/** These are of the whole line and the same at every replica: take their maximum, not their sum. */
export function measureLine(onSaleId: string, snapshot: Snapshot): void {
  lobby.set({ on_sale: onSaleId }, snapshot.lobby)
  waiting.set({ on_sale: onSaleId }, snapshot.waiting)
  called.set({ on_sale: onSaleId }, snapshot.called)
  inside.set({ on_sale: onSaleId }, snapshot.inside)
}

export const openSockets = gauge('queue_sockets', 'Open sockets of the line at this replica', ['on_sale'])
export const joinedTotal = counter('queue_joined_total', 'Places given', ['on_sale'])
export const calledTotal = counter('queue_called_total', 'People called, first and second calls', ['on_sale'])
export const admittedTotal = counter('queue_admitted_total', 'Passes given', ['on_sale'])

/** Metrics of a sale that is over would stand still for ever. */
export function forgetLine(onSaleId: string): void {
  for (const metric of [
    opensAt,
    seats,
    lobby,
    waiting,
    called,
    inside,
    openSockets,
    joinedTotal,
    calledTotal,
    admittedTotal,
  ])
    metric.remove({ on_sale: onSaleId })
}
