import type { AddPresaleCodes, PresaleCodes } from '@tiketi/contracts/presale'
import { ask } from '../session/ask.ts'

type Codes = AddPresaleCodes['codes']

/** So many a request. */
const AT_ONCE = 5_000

/** What a list says: a code a line, after a comma how many people it lets in. Else the number of the line that is wrong. */
export function readCodes(list: string): { codes: Codes } | { wrongLine: number } {
  const codes: Codes = []
  for (const [at, line] of list.split('\n').entries()) {
    if (!line.trim()) continue
    const [code = '', people = '1', ...more] = line.split(',').map((part) => part.trim())
    const isCode = code.length <= 60 && code.replace(/\s/g, '').length >= 4
    if (!isCode || !/^[1-9]\d{0,5}$/.test(people) || more.length > 0) return { wrongLine: at + 1 }
    codes.push({ code, people: Number(people) })
  }
  return { codes }
}

const path = (eventId: string) => `/api/reservation/organiser/events/${eventId}/presale-codes`

export const readPresaleCodes = (eventId: string, signal?: AbortSignal) =>
  ask<PresaleCodes>(path(eventId), { signal, fresh: true })

/** Adds them all. To add a code once more changes nothing, so after a failure the whole list is sent again. */
export async function addPresaleCodes(eventId: string, codes: Codes): Promise<void> {
  for (let at = 0; at < codes.length; at += AT_ONCE)
    await ask<PresaleCodes>(path(eventId), {
      method: 'POST',
      body: { codes: codes.slice(at, at + AT_ONCE) },
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
}
