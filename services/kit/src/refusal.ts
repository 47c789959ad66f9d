/**
 * A deliberate "no": a stable code for programs, a status, a sentence for people. `members` go into the problem
 * document (RFC 9457 §3.2); `retryAfterSeconds` among them also becomes the Retry-After header.
 */
export class Refusal extends Error {
  readonly code: string
  readonly status: number
  readonly members: Record<string, unknown>

  constructor(code: string, status: number, detail: string, members: Record<string, unknown> = {}) {
    super(detail)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.members = members
  }
}
