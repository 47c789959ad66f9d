import type { PreparedPayment } from '@tiketi/contracts/payment'
import { ProblemError } from '../api/problem.ts'
import type { BankMethod } from './way-to-pay.ts'

/** The part of the bank's browser interface that is used here. */
interface TossPayments {
  payment: (options: { customerKey: string }) => {
    requestPayment: (
      request: BankMethod & {
        amount: { currency: 'KRW'; value: number }
        orderId: string
        orderName: string
        successUrl: string
        failUrl: string
      },
    ) => Promise<void>
  }
}

declare global {
  interface Window {
    TossPayments?: (clientKey: string) => TossPayments
  }
}

/** Leads the buyer to the bank's page. It comes back to /pay/success or /pay/fail. */
export async function goToBank(payment: PreparedPayment, method: BankMethod) {
  const open = window.TossPayments ?? (await loadScript(payment.scriptUrl))
  await open(payment.clientKey)
    .payment({ customerKey: payment.customerKey })
    .requestPayment({
      ...method,
      amount: { currency: 'KRW', value: payment.amountWon },
      orderId: payment.orderId,
      orderName: payment.orderName,
      successUrl: payment.successUrl,
      failUrl: payment.failUrl,
    })
    .catch((thrown: { code?: string; message?: string }) => {
      throw new ProblemError({ code: thrown.code ?? 'PAY_PROCESS_ABORTED', status: 0, detail: thrown.message ?? '' })
    })
}

function loadScript(src: string): Promise<NonNullable<Window['TossPayments']>> {
  return new Promise((resolve, reject) => {
    const away = () => {
      script.remove()
      reject(new ProblemError({ code: 'BANK_AWAY', status: 0 }))
    }
    const script = document.createElement('script')
    script.src = src
    script.onerror = away
    script.onload = () => (window.TossPayments ? resolve(window.TossPayments) : away())
    document.head.append(script)
  })
}
