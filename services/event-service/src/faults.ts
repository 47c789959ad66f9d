import { Refusal } from '@tiketi/kit/refusal'

/** What is wrong with one field of a request, beyond what its schema can say. */
export interface Fault {
  /** As in the answers about the schema, e.g. `body.performances.0.startsAt`. */
  path: string
  message: string
}

/**
 * Refuses a request that breaks a rule, in the words of one that breaks its schema: a client shows both alike.
 *
 * @throws Refusal 400 INVALID with the first ten faults, when there is any.
 */
export function refuseFaults(faults: Fault[]): void {
  if (faults.length === 0) return
  throw new Refusal('INVALID', 400, 'Something in the request is missing or wrong.', { fields: faults.slice(0, 10) })
}
