import Type from 'typebox'
import { Id, Instant, strict, Won } from './schema.ts'

const VoucherCode = Type.String({ pattern: '^[A-Z0-9]{4,20}$', description: 'Capital letters and digits' })

/**
 * POST /api/event/organiser/events/:id/vouchers, with Idempotency-Key: so many people may take `value` per cent or won off
 * one order of the event, each once, while the window is open. What people have read does not change.
 */
export const VoucherTerms = strict({
  code: VoucherCode,
  kind: Type.Union([Type.Literal('percent'), Type.Literal('amount')]),
  value: Type.Integer({ minimum: 1, maximum: 10_000_000 }),
  quota: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  opensAt: Instant,
  closesAt: Instant,
})
export type VoucherTerms = Type.Static<typeof VoucherTerms>

/** GET /internal/vouchers/:id */
export const Voucher = strict({ id: Id, eventId: Id, ...VoucherTerms.properties })
export type Voucher = Type.Static<typeof Voucher>

/** GET /api/event/organiser/events/:id/vouchers, the newest first. */
export const VoucherList = strict({ vouchers: Type.Array(Voucher) })
export type VoucherList = Type.Static<typeof VoucherList>

/** POST /api/reservation/holds/:id/voucher, with Idempotency-Key; DELETE takes it off again. The answer is the Hold. */
export const VoucherEntry = strict({ code: VoucherCode })

/**
 * GET /api/reservation/organiser/events/:id/voucher-uses: `taken` counts people who hold or bought with it, `sold` orders,
 * and `discountWon` what these orders cost less.
 */
export const VoucherUses = strict({
  uses: Type.Array(strict({ voucherId: Id, taken: Type.Integer(), sold: Type.Integer(), discountWon: Won })),
})
export type VoucherUses = Type.Static<typeof VoucherUses>
