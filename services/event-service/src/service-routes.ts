import type { EntityManager } from '@mikro-orm/postgresql'
import { OnSaleForService, PerformanceForSale, PosterForPrint } from '@tiketi/contracts/event'
import { Id, strict } from '@tiketi/contracts/schema'
import { Voucher } from '@tiketi/contracts/voucher'
import type { App } from '@tiketi/kit/create-app'
import { performanceForSale } from './performance-for-sale.ts'
import { onSaleForService } from './read-on-sale.ts'
import { readVoucher } from './voucher.ts'

const params = strict({ id: Id })

/** What other services ask after an event told them that something changed. */
export function addServiceRoutes(
  app: App,
  poster: (em: EntityManager, eventId: string) => Promise<PosterForPrint>,
): void {
  app.get(
    '/internal/performances/:id',
    { config: { access: { services: ['reservation'] } }, schema: { params, response: { 200: PerformanceForSale } } },
    (request) => performanceForSale(request.em, request.params.id),
  )
  app.get(
    '/internal/events/:id/poster',
    { config: { access: { services: ['reservation'] } }, schema: { params, response: { 200: PosterForPrint } } },
    (request) => poster(request.em, request.params.id),
  )
  app.get(
    '/internal/vouchers/:id',
    { config: { access: { services: ['reservation'] } }, schema: { params, response: { 200: Voucher } } },
    (request) => readVoucher(request.em, request.params.id),
  )
  app.get(
    '/internal/on-sales/:id',
    {
      config: { access: { services: ['queue', 'reservation'] } },
      schema: { params, response: { 200: OnSaleForService } },
    },
    (request) => onSaleForService(request.em, request.params.id),
  )
}
