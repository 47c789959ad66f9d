import { RefundRun } from '@tiketi/contracts/refund'
import { Id, strict } from '@tiketi/contracts/schema'
import { VoucherUses } from '@tiketi/contracts/voucher'
import type { App } from '@tiketi/kit/create-app'
import { readRefundRun } from './read-refund-run.ts'
import { readVoucherUses } from './read-voucher-uses.ts'

export function addOrganiserRoutes(app: App): void {
  app.get(
    '/api/reservation/organiser/performances/:id/refund-run',
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: ["Organiser's orders"],
        summary: 'How far giving back a cancelled performance is, or what it would give back',
        params: strict({ id: Id }),
        response: { 200: RefundRun },
      },
    },
    ({ em, user, params: { id } }) => readRefundRun(em, user, id),
  )

  app.get(
    '/api/reservation/organiser/events/:id/voucher-uses',
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: ["Organiser's orders"],
        summary: 'How the vouchers of an event are used',
        params: strict({ id: Id }),
        response: { 200: VoucherUses },
      },
    },
    ({ em, user, params: { id } }) => readVoucherUses(em, user, id),
  )
}
