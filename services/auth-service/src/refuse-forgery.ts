import { Refusal } from '@tiketi/kit/refusal'
import type { FastifyRequest } from 'fastify'

/**
 * A hook for what the refresh cookie alone allows: the request must come from a page of ours. A form elsewhere cannot set
 * a header, a script elsewhere would have to be allowed by CORS, and browsers say where a request comes from (OWASP
 * Cross-Site Request Forgery Prevention Cheat Sheet).
 */
export function refuseForgery(publicUrl: string): (request: FastifyRequest) => Promise<void> {
  const ours = new URL(publicUrl).origin
  return async ({ headers }) => {
    if (headers['tiketi-csrf'] === '1' && (headers.origin === undefined || headers.origin === ours)) return
    throw new Refusal('FORGED', 403, 'This request did not come from a page of Tiketi.')
  }
}
