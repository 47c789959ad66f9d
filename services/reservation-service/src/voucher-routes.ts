import { Hold } from '@tiketi/contracts/reservation'
import { Id, strict } from '@tiketi/contracts/schema'
import { VoucherEntry } from '@tiketi/contracts/voucher'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import Type from 'typebox'
import type { Performances } from './performances.ts'
import { redeemVoucher } from './redeem-voucher.ts'
import { presentReservation } from './reservation.ts'
import { takeVoucherOff } from './take-voucher-off.ts'

const byId = strict({ id: Id })

export function addVoucherRoutes(app: App, performances: Performances): void {
  app.post(
    '/api/reservation/holds/:id/voucher',
    {
      // Slow enough that nobody finds a code by trying.
      config: { access: 'buyer', rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags: ['Holds'],
        summary: 'Use a voucher; the hold costs less',
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
        params: byId,
        body: VoucherEntry,
        response: { 200: Hold },
      },
    },
    async (request, reply) => {
      const of = { holdId: request.params.id, personId: request.user.id }
      const { reservation } = await presentReservation(request.em, of.holdId, of.personId)
      const { performance } = await performances.find(reservation.performanceId)
      return idempotent(request, reply, async (em) => {
        await redeemVoucher(em, { ...of, performance, code: request.body.code })
        const { reservation, now } = await presentReservation(em, of.holdId)
        return { status: 200, body: reservation.toHold(performance, now) }
      })
    },
  )

  app.delete(
    '/api/reservation/holds/:id/voucher',
    {
      config: { access: 'buyer' },
      schema: { tags: ['Holds'], summary: 'Take the voucher off again', params: byId, response: { 200: Hold } },
    },
    async ({ em, params: { id }, user }) => {
      const { reservation } = await presentReservation(em, id, user.id)
      const { performance } = await performances.find(reservation.performanceId)
      return em.transactional(async (em) => {
        await takeVoucherOff(em, { holdId: id, personId: user.id })
        const { reservation, now } = await presentReservation(em, id)
        return reservation.toHold(performance, now)
      })
    },
  )
}
