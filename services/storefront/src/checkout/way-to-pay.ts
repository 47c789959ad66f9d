/** How the buyer wants to pay; on the bank's page they may still change their mind. */
export const WAYS = ['card', 'TOSSPAY', 'KAKAOPAY', 'NAVERPAY', 'transfer'] as const
type Way = (typeof WAYS)[number]

/** The kinds of cash receipt, as the bank calls them. */
export const RECEIPTS = { none: '미발행', income: '소득공제', business: '지출증빙' } as const
export type Receipt = keyof typeof RECEIPTS

export interface WayToPay {
  way: Way
  /** Of a transfer. */
  receipt: Receipt
}

export type BankMethod =
  | { method: 'CARD'; card?: { flowMode: 'DIRECT'; easyPay: string } }
  | { method: 'TRANSFER'; transfer: { cashReceipt: { type: string } } }

/** What the bank's script is told of it. */
export function bankMethod({ way, receipt }: WayToPay): BankMethod {
  if (way === 'card') return { method: 'CARD' }
  if (way === 'transfer') return { method: 'TRANSFER', transfer: { cashReceipt: { type: RECEIPTS[receipt] } } }
  return { method: 'CARD', card: { flowMode: 'DIRECT', easyPay: way } }
}
