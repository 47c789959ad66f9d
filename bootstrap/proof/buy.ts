import { randomUUID } from 'node:crypto'
import type { PreparedPayment } from '@tiketi/contracts/payment'
import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { Hold } from '@tiketi/contracts/reservation'
import { until } from '@tiketi/kit/testing'
import { payAtBank } from '../local/bank/buyer.ts'

interface Shop {
  origin(service: 'reservation' | 'payment'): string
  bankUrl: string
  performanceId: string
}

interface Wish {
  token: string
  pass: string
  seats: number[]
}

/** Everything that a buyer does who was let in, from seats to tickets. @throws Error at the first refusal. */
export async function buy({ origin, bankUrl, performanceId }: Shop, { token, pass, seats }: Wish): Promise<void> {
  const send = async (url: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as { code?: string } }
  }
  const succeed = async <Body>(...question: Parameters<typeof send>) => {
    const { status, body } = await send(...question)
    if (status >= 300) throw new Error(`${new URL(question[0]).pathname} answered ${status} ${body.code}`)
    return body as Body
  }
  const holds = `${origin('reservation')}/api/reservation/holds`
  const held = await succeed<Hold>(holds, { performanceId, seats }, { [PASS_HEADER]: pass })
  const payments = `${origin('payment')}/api/payment/payments`
  const prepared = await succeed<PreparedPayment>(payments, { reservationId: held.id })
  const redirect = await payAtBank(bankUrl, prepared, { card: 'approves' })
  await succeed(`${origin('payment')}/api/payment/confirmations`, redirect)
  const order = `${origin('reservation')}/api/reservation/orders/${held.id}`
  await until(async () => (await send(order)).status === 200, { timeoutMs: 60_000 })
}
