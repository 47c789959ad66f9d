/** How the buyer wants to pay; on the bank's page they may still change their mind. */
const WAYS = ['card', 'TOSSPAY', 'KAKAOPAY', 'NAVERPAY', 'transfer', 'deposit'] as const
type Way = (typeof WAYS)[number]

/** The kinds of cash receipt, as the bank calls them. */
export const RECEIPTS = { none: '미발행', income: '소득공제', business: '지출증빙' } as const
export type Receipt = keyof typeof RECEIPTS

export interface WayToPay {
  way: Way
  /** Of a transfer or a deposit. */
  receipt: Receipt
}

export type BankMethod =
  | { method: 'CARD'; card?: { flowMode: 'DIRECT'; easyPay: string } }
  | { method: 'TRANSFER'; transfer: { cashReceipt: { type: string } } }
  | { method: 'VIRTUAL_ACCOUNT'; virtualAccount: { dueDate: string; cashReceipt: { type: string } } }

/** Deposits only where the sale allows them. */
export const waysOf = (deposits: boolean) => WAYS.filter((way) => way !== 'deposit' || deposits)

/** What the bank's script is told of it. */
export function bankMethod({ way, receipt }: WayToPay, depositUntil: string | null): BankMethod {
  const cashReceipt = { type: RECEIPTS[receipt] }
  if (way === 'card') return { method: 'CARD' }
  if (way === 'transfer') return { method: 'TRANSFER', transfer: { cashReceipt } }
  if (way === 'deposit')
    return { method: 'VIRTUAL_ACCOUNT', virtualAccount: { dueDate: koreanTime(depositUntil!), cashReceipt } }
  return { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: way } }
}

/** The bank's dates are Korean time and do not say so. */
function koreanTime(instant: string): string {
  return new Date(Date.parse(instant) + 9 * 3_600_000).toISOString().slice(0, 19)
}
