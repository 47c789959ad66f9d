import type { Hold } from '@tiketi/contracts/reservation'
import type { Waiting, WaitingList } from '@tiketi/contracts/waiting'
import { actOnce } from '../api/idempotency-key.ts'
import { ask } from '../session/ask.ts'

const listOf = (performanceId: string) => `/api/reservation/performances/${performanceId}/waiting`

export const getWaitingList = (performanceId: string, signal: AbortSignal) =>
  ask<WaitingList>(listOf(performanceId), { signal, fresh: true })

export const joinWaiting = (performanceId: string, places: number) =>
  write<Waiting>(`join.${performanceId}.${places}`, listOf(performanceId), { places })

export const takeOffer = (id: string) => write<Hold>(`take.${id}`, `/api/reservation/waiting/${id}/hold`)

export const declineOffer = (id: string) => write<Waiting>(`decline.${id}`, `/api/reservation/waiting/${id}/decline`)

export const leaveWaiting = (id: string) => ask<Waiting>(`/api/reservation/waiting/${id}`, { method: 'DELETE' })

function write<Answer>(act: string, path: string, body?: object): Promise<Answer> {
  return actOnce(`waiting.${act}`, (key) =>
    ask<Answer>(path, { method: 'POST', headers: { 'idempotency-key': key }, ...(body && { body }) }),
  )
}
