import { Id, strict } from '@tiketi/contracts/schema'
import { Voucher, VoucherList, VoucherTerms } from '@tiketi/contracts/voucher'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import { organisers } from './own.ts'
import { listVouchers, makeVoucher } from './voucher.ts'

const tags = ["Organiser's events"]
const params = strict({ id: Id })

export function addVoucherRoutes(app: App): void {
  app.post(
    '/api/event/organiser/events/:id/vouchers',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'Promise so many people something off an order; it never changes',
        params,
        body: VoucherTerms,
        response: { 201: Voucher },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => ({
        status: 201,
        body: await makeVoucher(em, request.user, { eventId: request.params.id, ...request.body }),
      })),
  )

  app.get(
    '/api/event/organiser/events/:id/vouchers',
    {
      config: organisers,
      schema: { tags, summary: 'The vouchers of an event of yours', params, response: { 200: VoucherList } },
    },
    ({ em, user, params: { id } }) => listVouchers(em, user, id),
  )
}
