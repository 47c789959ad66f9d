import type { PaidWith } from '@tiketi/contracts/payment'
import type { BankPayment } from './bank.ts'

const METHODS: Record<string, PaidWith['method']> = { 카드: 'card', 간편결제: 'easy-pay', 계좌이체: 'transfer' }

/** Banks by the bank's code (https://docs.tosspayments.com/codes/org-codes). */
const BANKS: Record<string, string> = {
  '02': '산업은행',
  '03': '기업은행',
  '06': '국민은행',
  '07': '수협은행',
  '11': '농협은행',
  '20': '우리은행',
  '23': 'SC제일은행',
  '27': '씨티은행',
  '31': 'iM뱅크',
  '32': '부산은행',
  '34': '광주은행',
  '35': '제주은행',
  '37': '전북은행',
  '39': '경남은행',
  '45': '새마을금고',
  '48': '신협',
  '71': '우체국',
  '81': '하나은행',
  '88': '신한은행',
  '89': '케이뱅크',
  '90': '카카오뱅크',
  '92': '토스뱅크',
}

/** What a payment was made with. The buyer may have chosen otherwise on the bank's page, so only the bank knows. */
export function paidWith({ method, easyPay, transfer, cashReceipt }: BankPayment): PaidWith {
  return {
    method: METHODS[method ?? ''] ?? 'other',
    name: easyPay?.provider ?? (transfer ? (BANKS[transfer.bankCode] ?? transfer.bankCode) : null),
    cashReceiptUrl: cashReceipt?.receiptUrl ?? null,
  }
}
