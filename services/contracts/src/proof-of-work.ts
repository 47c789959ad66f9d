import Type from 'typebox'
import { strict } from './schema.ts'

/** The header that carries a solved puzzle: `<puzzle>:<nonce>`. */
export const PROOF_HEADER = 'tiketi-proof'

/**
 * What a refusal 428 PROOF_NEEDED carries beside its code. Find a nonce (a decimal number) such that the SHA-256 of
 * `<puzzle>:<nonce>` begins with so many zero bits, and ask again with the header; 2 ** bits tries are to be expected.
 */
export const Puzzle = strict({
  puzzle: Type.String(),
  bits: Type.Integer({ minimum: 1, maximum: 32 }),
})
export type Puzzle = Type.Static<typeof Puzzle>
