import { type RefundPolicy, USUAL_REFUND_POLICY } from '@tiketi/contracts/refund'

/** One step of a refund policy as the form holds it: what its fields show. */
export interface TierForm {
  daysBefore: string
  percent: string
  /** Empty: no limit. */
  mostWon: string
}

export interface PolicyForm {
  freeOnDayOfOrder: boolean
  freeDays: string
  freeUntil: string
  tiers: TierForm[]
  cutOffDays: string
  cutOffTime: string
}

export function policyFormOf(policy: RefundPolicy = USUAL_REFUND_POLICY): PolicyForm {
  const { freeOnDayOfOrder, free, tiers, cutOff } = policy
  return {
    freeOnDayOfOrder,
    freeDays: String(free.days),
    freeUntil: String(free.untilDaysBefore),
    tiers: tiers.map(({ daysBefore, percent, mostWon }) => ({
      daysBefore: String(daysBefore),
      percent: String(percent),
      mostWon: mostWon === undefined ? '' : String(mostWon),
    })),
    cutOffDays: String(cutOff.daysBefore),
    cutOffTime: cutOff.time,
  }
}

/** What the form says; nothing while something in it is empty. */
export function policyOf(form: PolicyForm): RefundPolicy | null {
  const needed = [
    form.freeDays,
    form.freeUntil,
    form.cutOffDays,
    form.cutOffTime,
    ...form.tiers.flatMap(({ daysBefore, percent }) => [daysBefore, percent]),
  ]
  if (needed.some((value) => value.trim() === '')) return null
  return {
    freeOnDayOfOrder: form.freeOnDayOfOrder,
    free: { days: Number(form.freeDays), untilDaysBefore: Number(form.freeUntil) },
    tiers: form.tiers.map(({ daysBefore, percent, mostWon }) => ({
      daysBefore: Number(daysBefore),
      percent: Number(percent),
      ...(mostWon.trim() && { mostWon: Number(mostWon) }),
    })),
    cutOff: { daysBefore: Number(form.cutOffDays), time: form.cutOffTime },
  }
}
