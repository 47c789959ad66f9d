import { RefundRun } from '@tiketi/contracts/refund'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { BY_PERFORMANCE, refusedWith } from './documented-refusals.ts'
import { readRefundRun } from './read-refund-run.ts'

export function addOrganiserRoutes(app: App): void {
  app.get(
    '/api/reservation/organiser/performances/:id/refund-run',
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: ["Organiser's orders"],
        summary: 'How far giving back a cancelled performance is, or what it would give back',
        description: refusedWith(BY_PERFORMANCE),
        params: strict({ id: Id }),
        response: { 200: RefundRun },
      },
    },
    ({ em, user, params: { id } }) => readRefundRun(em, user, id),
  )
}
