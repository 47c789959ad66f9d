import { ProblemError } from './problem.ts'

/**
 * Runs one act of the buyer under one Idempotency-Key. The key is kept until an answer settles the act, also over a
 * reload, so pressing the button again after a lost answer repeats the act and not its effect.
 */
export async function actOnce<Answer>(act: string, run: (key: string) => Promise<Answer>): Promise<Answer> {
  const slot = `tiketi.act.${act}`
  const key = sessionStorage.getItem(slot) ?? crypto.randomUUID()
  sessionStorage.setItem(slot, key)
  try {
    const answer = await run(key)
    sessionStorage.removeItem(slot)
    return answer
  } catch (thrown) {
    if (settles(thrown)) sessionStorage.removeItem(slot)
    throw thrown
  }
}

/** Whether a failure is the act's final answer, so that trying again is a new act. */
export function settles(thrown: unknown): boolean {
  if (!(thrown instanceof ProblemError)) return false
  const asked = thrown.status >= 400 && thrown.status < 500
  return asked && thrown.code !== 'IDEMPOTENCY_RUNNING' && thrown.status !== 401 && thrown.status !== 429
}
