import { tokenVerifier } from '@tiketi/kit/access-token'
import { Refusal } from '@tiketi/kit/refusal'

/** Who signs passes, and for whom. */
const PASS = { issuer: 'tiketi-queue', audience: 'tiketi-reservation' } as const

/** Whether a buyer came through the waiting room, or why that cannot be believed. */
export type PassCheck = { passed: true; at: Date } | { passed: false; refusal: Refusal }

/** Checks a pass for one person and one on-sale. @throws Refusal 503 while the keys cannot be had. */
export type CheckPass = (pass: string | undefined, of: { personId: string; onSaleId: string }) => Promise<PassCheck>

/** Passes are tokens of the waiting room, checked by its public keys without asking it. */
export function passChecker(jwksUrl: string): CheckPass {
  const verifier = tokenVerifier({ jwksUrl, ...PASS })
  return async (pass, { personId, onSaleId }) => {
    if (pass === undefined) return refused('PASS_REQUIRED', 'These seats are sold through the waiting room.')
    try {
      const { sub, sale, iat } = await verifier.verify(pass)
      if (sub !== personId) return refused('PASS_INVALID', 'This pass is somebody else’s.')
      if (sale !== onSaleId) return refused('PASS_INVALID', 'This pass is for another sale.')
      return { passed: true, at: new Date(iat! * 1_000) }
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error
      return error.code === 'TOKEN_EXPIRED'
        ? refused('PASS_INVALID', 'Your pass has run out. Please go through the waiting room again.')
        : refused('PASS_INVALID', 'This pass is not valid.')
    }
  }
}

function refused(code: string, detail: string): PassCheck {
  return { passed: false, refusal: new Refusal(code, 403, detail) }
}
