import type { RefundPolicy } from '@tiketi/contracts/refund'
import type { Fault } from './faults.ts'

/** What is wrong with a refund policy beyond its schema: the first tier that fits decides, so fewer days must follow more. */
export function faultsOfRefundPolicy({ tiers }: RefundPolicy): Fault[] {
  return tiers.flatMap(({ daysBefore }, at) =>
    at > 0 && daysBefore >= tiers[at - 1]!.daysBefore
      ? [{ path: `body.refundPolicy.tiers.${at}.daysBefore`, message: 'must be fewer than in the tier before' }]
      : [],
  )
}
