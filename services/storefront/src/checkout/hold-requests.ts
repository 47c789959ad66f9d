import type { DepositAnswer } from '@tiketi/contracts/payment'
import type { DepositTerms, Hold, SeatLayout } from '@tiketi/contracts/reservation'
import { send } from '../api/send.ts'
import { observeAnswer } from '../clock/server-clock.ts'
import { ask } from '../session/ask.ts'

export async function getHold(holdId: string, signal?: AbortSignal): Promise<Hold> {
  const sentAt = Date.now()
  const hold = await ask<Hold>(`/api/reservation/holds/${holdId}`, { signal, fresh: true })
  const at = Date.parse(hold.serverTime)
  observeAnswer(at, at, sentAt, Date.now())
  return hold
}

export const getDepositTerms = (holdId: string, signal?: AbortSignal) =>
  ask<DepositTerms>(`/api/reservation/holds/${holdId}/deposit-terms`, { signal })

export const getDeposit = (reservationId: string, signal?: AbortSignal) =>
  ask<DepositAnswer>(`/api/payment/reservations/${reservationId}/deposit`, { signal, fresh: true })

/** Puts the seats back on sale. */
export const releaseHold = (holdId: string) => ask(`/api/reservation/holds/${holdId}`, { method: 'DELETE' })

export const getLayout = (performanceId: string, signal?: AbortSignal) =>
  send<SeatLayout>(`/api/reservation/performances/${performanceId}/layout`, { signal })
