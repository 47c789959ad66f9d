import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits until the condition gives something truthy, and returns that. It is looked at again after `everyMs`.
 *
 * @throws Error when it has not within the time; an error of the condition itself comes out at once.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 10 }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const giveUpAt = performance.now() + timeoutMs
  for (;;) {
    const answer = await condition()
    if (answer) return answer
    if (performance.now() > giveUpAt)
      throw new Error(`Waited ${timeoutMs} ms in vain for: ${String(condition).replaceAll(/\s+/g, ' ')}`)
    await pause(everyMs)
  }
}
