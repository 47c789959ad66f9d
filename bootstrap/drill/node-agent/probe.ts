import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { V1Probe } from '@kubernetes/client-node'

/**
 * Asks again and again, and tells whenever as many answers in a row were good or bad as the probe wants, until the signal
 * ends it.
 */
export async function probe(
  { httpGet, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3, successThreshold = 1 }: V1Probe,
  address: string,
  signal: AbortSignal,
  tell: (good: boolean) => void,
): Promise<void> {
  const url = `http://${address}:${httpGet!.port}${httpGet!.path}`
  const inARow = { good: 0, bad: 0 }
  while (!signal.aborted) {
    const good = await answers(url, timeoutSeconds * 1_000)
    if (signal.aborted) return
    inARow.good = good ? inARow.good + 1 : 0
    inARow.bad = good ? 0 : inARow.bad + 1
    if (inARow.good >= successThreshold) tell(true)
    if (inARow.bad >= failureThreshold) tell(false)
    await pause(periodSeconds * 1_000, undefined, { signal }).catch(() => {})
  }
}

/** Whether it answers with 200 to 399; each question has a connection of its own. */
export function answers(url: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      response.resume()
      resolve(response.statusCode! >= 200 && response.statusCode! < 400)
    })
    request.on('error', () => resolve(false))
  })
}
