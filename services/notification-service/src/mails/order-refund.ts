import type { Contact } from '@tiketi/contracts/auth'
import type { RefundedBy } from '@tiketi/contracts/refund'
import type { OrderForMail } from '@tiketi/contracts/reservation'
import type { Composed } from './layout.ts'
import { moment, won } from './words.ts'

interface OrderRefund {
  order: OrderForMail
  amountWon: number
  by: RefundedBy
  url: string
}

/** The bank has the money for tickets on its way back. */
export function orderRefundMail({ locale, name }: Contact, { order, amountWon, by, url }: OrderRefund): Composed {
  const title = order.title[locale]
  const when = moment(order.startsAt, locale, order.timeZone)
  return locale === 'ko'
    ? {
        subject: `${won(amountWon)}을 돌려 드렸어요: ${title}`,
        greeting: by === 'buyer' ? `${name}님, 티켓을 취소했어요.` : `${name}님, 공연이 취소되거나 바뀌어 죄송해요.`,
        paragraphs: [
          by === 'buyer'
            ? '취소한 티켓은 이제 입장에 쓸 수 없어요. 돈은 결제한 방법으로 2~5영업일 안에 돌아와요.'
            : '결제한 금액을 수수료 없이 돌려 드려요. 돈은 결제한 방법으로 2~5영업일 안에 돌아와요.',
        ],
        facts: [
          ['예매 번호', order.number],
          ['공연', title],
          ['일시', when],
          ['환불 금액', won(amountWon)],
        ],
        button: { label: '예매 보기', url },
        closing: '다른 공연에서 다시 만나요.',
      }
    : {
        subject: `We gave back ${won(amountWon)}: ${title}`,
        greeting:
          by === 'buyer'
            ? `${name}, your tickets are cancelled.`
            : `We are sorry, ${name}: the event was cancelled or changed.`,
        paragraphs: [
          by === 'buyer'
            ? 'The cancelled tickets no longer open the door. The money comes back the way you paid within 2 to 5 working days.'
            : 'You get back what you paid, without any fee, the way you paid within 2 to 5 working days.',
        ],
        facts: [
          ['Order', order.number],
          ['Event', title],
          ['When', when],
          ['Refunded', won(amountWon)],
        ],
        button: { label: 'Show the order', url },
        closing: 'See you at another event.',
      }
}
