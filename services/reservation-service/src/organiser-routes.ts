import { AddPresaleCodes, PresaleCodes } from '@tiketi/contracts/presale'
import { RefundRun } from '@tiketi/contracts/refund'
import { Id, strict } from '@tiketi/contracts/schema'
import { VoucherUses } from '@tiketi/contracts/voucher'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import { addPresaleCodes } from './add-presale-codes.ts'
import { readPresaleCodes } from './read-presale-codes.ts'
import { readRefundRun } from './read-refund-run.ts'
import { readVoucherUses } from './read-voucher-uses.ts'

/** Five thousand long ones fit. */
const CODES_BYTES = 2 * 1_024 * 1_024

const presale = ["Organiser's presale"]
const codesUrl = '/api/reservation/organiser/events/:id/presale-codes'

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

  app.post(
    codesUrl,
    {
      config: { access: ['organiser', 'admin'] },
      bodyLimit: CODES_BYTES,
      schema: {
        tags: presale,
        summary: 'Add codes or members of a club, each with how many people it lets in; kept as hashes',
        params: strict({ id: Id }),
        body: AddPresaleCodes,
        response: { 200: PresaleCodes },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => ({
        status: 200,
        body: await addPresaleCodes(em, request.user, { eventId: request.params.id, ...request.body }),
      })),
  )

  app.get(
    codesUrl,
    {
      config: { access: ['organiser', 'admin'] },
      schema: {
        tags: presale,
        summary: 'How many codes the presale has, whom they let in, and who entered',
        params: strict({ id: Id }),
        response: { 200: PresaleCodes },
      },
    },
    ({ em, user, params: { id } }) => readPresaleCodes(em, user, id),
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
