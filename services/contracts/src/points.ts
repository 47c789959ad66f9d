import Type from 'typebox'
import { Instant, strict } from './schema.ts'

/** Points are won. Some are earned a day after a performance, of what was paid with money and kept; nobody can buy them. */
export const POINTS = { earnPercent: 1, earnedAfterHours: 24, validMonths: 12 } as const

const Points = Type.Integer({ minimum: 0 })

/**
 * GET /api/payment/points: what somebody has, and how it came to be, newest first.
 * - `earned`, `returned` (with a refund, to expire when they would have), `released` (not used for a payment): more.
 * - `reserved` for a payment that is under way, `expired`: less. `spent`: what was reserved is gone.
 */
export const PointsStatement = strict({
  balance: Points,
  /** Reserved for payments under way. */
  reserved: Points,
  /** What expires next. */
  next: Type.Union([strict({ points: Points, expiresAt: Instant }), Type.Null()]),
  entries: Type.Array(
    strict({
      kind: Type.Union([
        Type.Literal('earned'),
        Type.Literal('reserved'),
        Type.Literal('released'),
        Type.Literal('spent'),
        Type.Literal('returned'),
        Type.Literal('expired'),
      ]),
      points: Points,
      orderName: Type.Union([Type.String(), Type.Null()]),
      at: Instant,
    }),
  ),
})
export type PointsStatement = Type.Static<typeof PointsStatement>
