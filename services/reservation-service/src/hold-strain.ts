import type { SeatsLeft } from '@tiketi/contracts/reservation'
import type { App } from '@tiketi/kit/create-app'

const LATELY_MS = 10_000
/** Of fewer holds nothing can be said. */
const ENOUGH = 10
const HOLDS = ['/api/reservation/holds', '/api/reservation/best-holds']

interface Answered {
  at: number
  ms: number
  failed: boolean
}

/**
 * How holding seats goes at this replica: the waiting room lets fewer in when it is slow or fails. A refusal is a good
 * answer; only what we could not do counts as failed.
 */
export function holdStrain(app: App): () => NonNullable<SeatsLeft['holds']> {
  let answered: Answered[] = []
  const recent = () => {
    const since = performance.now() - LATELY_MS
    answered = answered.filter(({ at }) => at > since)
    return answered
  }
  app.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'POST' || !HOLDS.includes(request.routeOptions.url!)) return
    answered.push({ at: performance.now(), ms: reply.elapsedTime, failed: reply.statusCode >= 500 })
    if (answered.length > 10_000) recent()
  })
  return () => {
    const holds = recent()
    if (holds.length < ENOUGH) return { p95Ms: 0, failedShare: 0 }
    const ms = holds.map((hold) => hold.ms).sort((a, b) => a - b)
    return {
      p95Ms: Math.round(ms[Math.floor(ms.length * 0.95)]!),
      failedShare: holds.filter(({ failed }) => failed).length / holds.length,
    }
  }
}
