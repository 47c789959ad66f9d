import type { ErrorCode } from './errors.ts'

interface TestCard {
  issuerCode: string
  issuer: { ko: string; en: string }
  number: string
  cardType: '신용' | '체크'
  effect: { ko: string; en: string }
  behaviour?: { fault: 'error'; code: ErrorCode } | { fault: 'slow' } | { fault: 'no-answer' }
}

/** The cards of the payment page. Numbers are masked as the API masks them and belong to nobody. */
const cards = {
  approves: {
    issuerCode: '41',
    issuer: { ko: '신한카드', en: 'Shinhan Card' },
    number: '45184200****100*',
    cardType: '신용',
    effect: { ko: '바로 승인돼요', en: 'Approves at once' },
  },
  'limit-exceeded': {
    issuerCode: '11',
    issuer: { ko: 'KB국민카드', en: 'KB Kookmin Card' },
    number: '94092000****200*',
    cardType: '체크',
    effect: { ko: '한도 초과로 거절돼요', en: 'Declined: over its limit' },
    behaviour: { fault: 'error', code: 'REJECT_CARD_PAYMENT' },
  },
  stolen: {
    issuerCode: '51',
    issuer: { ko: '삼성카드', en: 'Samsung Card' },
    number: '53648100****300*',
    cardType: '신용',
    effect: { ko: '도난 신고된 카드라 거절돼요', en: 'Declined: reported stolen' },
    behaviour: { fault: 'error', code: 'INVALID_CARD_LOST_OR_STOLEN' },
  },
  slow: {
    issuerCode: '61',
    issuer: { ko: '현대카드', en: 'Hyundai Card' },
    number: '40215700****400*',
    cardType: '신용',
    effect: { ko: '승인되지만 오래 걸려요', en: 'Approves, but takes its time' },
    behaviour: { fault: 'slow' },
  },
  'times-out': {
    issuerCode: '24',
    issuer: { ko: '토스뱅크카드', en: 'Toss Bank Card' },
    number: '53651000****500*',
    cardType: '체크',
    effect: { ko: '돈은 나가지만 응답이 오지 않아요', en: 'Charged, but the answer never arrives' },
    behaviour: { fault: 'no-answer' },
  },
} as const satisfies Record<string, TestCard>

export type CardName = keyof typeof cards

export const cardNames = Object.keys(cards) as CardName[]

export function isCardName(name: unknown): name is CardName {
  return typeof name === 'string' && Object.hasOwn(cards, name)
}

export const testCard = (name: CardName): TestCard => cards[name]
