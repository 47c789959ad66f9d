import type { ErrorCode } from './errors.ts'

export interface TestAccount {
  /** https://docs.tosspayments.com/codes/org-codes */
  bankCode: string
  bank: { ko: string; en: string }
  effect: { ko: string; en: string }
  behaviour?: { fault: 'error'; code: ErrorCode }
}

/** The accounts that a buyer may pay from; they belong to nobody. */
const accounts = {
  pays: {
    bankCode: '06',
    bank: { ko: 'KB국민은행', en: 'KB Kookmin Bank' },
    effect: { ko: '바로 승인돼요', en: 'Approves at once' },
  },
  empty: {
    bankCode: '88',
    bank: { ko: '신한은행', en: 'Shinhan Bank' },
    effect: { ko: '잔액이 모자라 거절돼요', en: 'Declined: not enough money' },
    behaviour: { fault: 'error', code: 'REJECT_ACCOUNT_PAYMENT' },
  },
} as const satisfies Record<string, TestAccount>

export type AccountName = keyof typeof accounts

export const accountNames = Object.keys(accounts) as AccountName[]

export function isAccountName(name: unknown): name is AccountName {
  return typeof name === 'string' && Object.hasOwn(accounts, name)
}

export const testAccount = (name: AccountName): TestAccount => accounts[name]

/** Easy pay by its code in the browser script, as the payment names it. */
const providers = {
  TOSSPAY: { ko: '토스페이', en: 'Toss Pay' },
  KAKAOPAY: { ko: '카카오페이', en: 'Kakao Pay' },
  NAVERPAY: { ko: '네이버페이', en: 'Naver Pay' },
} as const

export type ProviderCode = keyof typeof providers

export function isProviderCode(code: unknown): code is ProviderCode {
  return typeof code === 'string' && Object.hasOwn(providers, code)
}

export const providerNamed = (code: ProviderCode): { ko: string; en: string } => providers[code]
