import type { Contact } from '@tiketi/contracts/auth'
import type { Composed } from './layout.ts'
import { won } from './words.ts'

export function refundMail({ locale, name }: Contact, amountWon: number): Composed {
  return locale === 'ko'
    ? {
        subject: `${won(amountWon)}을 돌려 드렸어요`,
        greeting: `${name}님, 죄송해요.`,
        paragraphs: [
          '결제가 끝났을 때 좌석을 더 지킬 수 없어서, 결제한 금액을 모두 돌려 드렸어요. 카드사에 따라 2~5영업일 안에 보여요.',
        ],
        facts: [['환불 금액', won(amountWon)]],
        closing: '따로 하실 일은 없어요.',
      }
    : {
        subject: `We gave back ${won(amountWon)}`,
        greeting: `We are sorry, ${name}.`,
        paragraphs: [
          'When your payment went through, the seats could no longer be kept, so all of it was given back. Card companies show it within 2 to 5 working days.',
        ],
        facts: [['Refunded', won(amountWon)]],
        closing: 'There is nothing you need to do.',
      }
}
