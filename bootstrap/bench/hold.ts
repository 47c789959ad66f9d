import { randomUUID } from 'node:crypto'
import { PASS_HEADER } from '@tiketi/contracts/queue'
import type { HoldRequest } from '@tiketi/contracts/reservation'
import type { Buyer } from '../proof/buyers.ts'
import type { Question } from './drive.ts'

/** The question by which a buyer holds places. */
export async function holding(
  buyer: Buyer,
  onSaleId: string,
  request: HoldRequest,
  key: string = randomUUID(),
): Promise<Question> {
  return {
    method: 'POST',
    path: '/api/reservation/holds',
    headers: {
      authorization: `Bearer ${buyer.token}`,
      [PASS_HEADER]: await buyer.pass(onSaleId),
      'idempotency-key': key,
    },
    body: request,
  }
}
