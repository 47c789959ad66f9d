import type { Problem } from '@tiketi/contracts/schema'

/** A request that did not do what was asked. `status` is 0 when no server answered. */
export class ProblemError extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  readonly members: Record<string, unknown>
  readonly retryAfterSeconds: number | undefined

  constructor(problem: Partial<Problem> & { code: string; status: number }, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.code)
    this.code = problem.code
    this.status = problem.status
    this.detail = problem.detail ?? ''
    this.members = problem
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** No answer, or one that says 'later': the same may go well in a moment. */
export function isAway({ status }: ProblemError): boolean {
  return status === 0 || status === 429 || status >= 500
}

/** Anything thrown, as a problem that can be shown. */
export function toProblem(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown
  console.error(thrown)
  return new ProblemError({ code: 'UNEXPECTED', status: 0 })
}

/**
 * The sentence for a problem: the dictionary's for its code, else the server's own words, else the dictionary's for
 * the kind of status.
 */
export function sentenceFor(problem: ProblemError, sentences: Record<string, string>): string {
  const own = sentences[problem.code]
  if (own) return own
  if (problem.detail) return problem.detail
  if (problem.status === 404) return sentences.NOT_FOUND ?? ''
  if (problem.status >= 500) return sentences.SERVICE_AWAY ?? ''
  return sentences.UNEXPECTED ?? ''
}
