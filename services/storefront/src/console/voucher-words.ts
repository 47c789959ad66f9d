import { locale } from '../language/language.ts'

const ko = {
  vouchers: '할인 코드',
  vouchersMeans: '한 사람이 한 번, 한 예매에 하나 쓸 수 있어요. 만든 뒤에는 바꿀 수 없어요.',
  none: '아직 만든 할인 코드가 없어요.',
  make: '할인 코드 만들기',
  made: '만들었어요.',
  code: '코드 (영문 대문자와 숫자 4–20자)',
  kind: '할인',
  kinds: { percent: '퍼센트', amount: '원' },
  value: '얼마나',
  quota: '몇 명',
  opensAt: '쓸 수 있는 때',
  closesAt: '끝나는 때',
  columns: { code: '코드', window: '쓸 수 있는 때', use: '쓴 사람' },
  sold: (orders: string, discount: string) => `예매 ${orders}건, ${discount} 할인`,
  of: (taken: string, quota: string) => `${quota}명 중 ${taken}명`,
}

const en: typeof ko = {
  vouchers: 'Vouchers',
  vouchersMeans: 'One a person, one an order. A voucher does not change once it is made.',
  none: 'There are no vouchers yet.',
  make: 'Make a voucher',
  made: 'It is made.',
  code: 'Code (4–20 capital letters and digits)',
  kind: 'Takes off',
  kinds: { percent: 'per cent', amount: 'won' },
  value: 'How much',
  quota: 'For how many people',
  opensAt: 'Good from',
  closesAt: 'Good until',
  columns: { code: 'Code', window: 'Good', use: 'Taken' },
  sold: (orders, discount) => `${orders} orders, ${discount} off`,
  of: (taken, quota) => `${taken} of ${quota}`,
}

export const voucherWords = () => (locale.value === 'ko' ? ko : en)
