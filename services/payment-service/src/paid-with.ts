import { BANKS, type PaidWith } from '@tiketi/contracts/payment'
import type { BankPayment } from './bank.ts'

const METHODS: Record<string, PaidWith['method']> = {
  카드: 'card',
  간편결제: 'easy-pay',
  계좌이체: 'transfer',
  가상계좌: 'virtual-account',
}

/** What a payment was made with. The buyer may have chosen otherwise on the bank's page, so only the bank knows. */
export function paidWith({ method, easyPay, transfer, virtualAccount, cashReceipt }: BankPayment): PaidWith {
  const account = transfer ?? virtualAccount
  return {
    method: METHODS[method ?? ''] ?? 'other',
    name: easyPay?.provider ?? (account ? bankName(account.bankCode) : null),
    cashReceiptUrl: cashReceipt?.receiptUrl ?? null,
  }
}

export function bankName(code: string): string {
  return BANKS[code] ?? code
}
