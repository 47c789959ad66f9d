import { SaleAction, SaleActionLog, SaleDesk } from '@tiketi/contracts/queue'
import { Id, strict } from '@tiketi/contracts/schema'
import type { Access } from '@tiketi/kit/access'
import type { App } from '@tiketi/kit/create-app'
import type { RedisClient } from '@tiketi/kit/redis'
import { storeAway } from '@tiketi/kit/store-away'
import { bringTerms } from './bring-terms.ts'
import { controlSale, ownSale, readActions } from './control-sale.ts'
import type { Lines } from './lines.ts'
import type { OnSale } from './on-sale.ts'
import { countPresent } from './presence.ts'

const access: Access = ['organiser', 'admin']
const tags = ['Waiting room, for those who run it']
const params = strict({ onSaleId: Id })

/** What those who run a sale see of its line, and do with it. */
export function addOperatorRoutes(app: App, { redis, lines }: { redis: RedisClient; lines: Lines }): void {
  app.get(
    '/api/queue/operator/on-sales/:onSaleId',
    { config: { access }, schema: { tags, summary: 'How the line stands, live', params, response: { 200: SaleDesk } } },
    async ({ em, params: { onSaleId }, user }, reply) => {
      reply.header('cache-control', 'private, no-store')
      return desk(await ownSale(em, { onSaleId, actor: user }))
    },
  )

  app.post(
    '/api/queue/operator/on-sales/:onSaleId/actions',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Pause, resume, drain or close the line, change its rate or cap, revoke passes; written down',
        params,
        body: SaleAction,
        response: { 200: SaleDesk },
      },
    },
    async ({ em, params: { onSaleId }, user, body }) => {
      const sale = await controlSale(em, { onSaleId, actor: user, action: body })
      const line = lines.find(onSaleId)
      if (line) {
        line.sale = sale
        // What is committed reaches the line within a second anyway.
        await bringTerms(redis, line).catch(nothingWhileAway)
      }
      return desk(sale)
    },
  )

  app.get(
    '/api/queue/operator/on-sales/:onSaleId/actions',
    {
      config: { access },
      schema: { tags, summary: 'Who did what with the line', params, response: { 200: SaleActionLog } },
    },
    async ({ em, params: { onSaleId }, user }) => {
      await ownSale(em, { onSaleId, actor: user })
      return { actions: await readActions(em, onSaleId) }
    },
  )

  async function desk(sale: OnSale): Promise<SaleDesk> {
    const line = lines.get(sale.id)
    const { snapshot } = line
    const present = await countPresent(redis, sale.id).catch(nothingWhileAway)
    return {
      status: line.status,
      closesAt: sale.closesAt.toISOString(),
      control: sale.control,
      admissionsPerSecond: sale.admissionsPerSecond,
      live:
        snapshot && present !== undefined
          ? {
              waiting: snapshot.waiting,
              called: snapshot.called,
              present,
              inside: snapshot.inside,
              abandoned: snapshot.abandoned,
              seatsHeld: snapshot.seatsHeld,
              ease: snapshot.ease,
            }
          : null,
    }
  }
}

/** The page says that the memory of the line is away, and what is committed takes effect later. */
function nothingWhileAway(error: unknown): undefined {
  if (!storeAway(error)) throw error
}
