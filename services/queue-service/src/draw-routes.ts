import type { MikroORM } from '@mikro-orm/postgresql'
import { Draw, DrawEntry } from '@tiketi/contracts/queue'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { Refusal } from '@tiketi/kit/refusal'
import type { Beacon } from './beacon.ts'
import { announcedRound } from './close-lobby.ts'
import { drawnEntries, findDraw } from './draw.ts'
import { drawSeed } from './draw-order.ts'
import type { Lines } from './lines.ts'
import { LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'
import type { LobbyReceipts } from './lobby-receipt.ts'

interface DrawParts {
  orm: MikroORM
  lines: Lines
  beacon: Beacon
  receipts: LobbyReceipts
}

const tags = ['Waiting room']
const params = strict({ onSaleId: Id })

/** What anybody needs to draw again, and everybody their own entry. */
export function addDrawRoutes(app: App, { orm, lines, beacon, receipts }: DrawParts): void {
  app.get(
    '/api/queue/on-sales/:onSaleId/draw',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'How the order of the lobby is drawn, and how it came out',
        params,
        response: { 200: Draw },
      },
    },
    async (request, reply) => {
      const { sale } = lines.get(request.params.onSaleId)
      const draw = await findDraw(request.em, sale.id)
      reply.header('cache-control', 'public, max-age=1')
      const announced = announcedRound(beacon, sale.opensAt.getTime())
      const round = draw ? { round: draw.round, at: draw.roundAt.getTime() } : announced
      const hex = (bytes: Buffer | null | undefined) => bytes?.toString('hex') ?? null
      const url = beacon.addressOf(round.round)
      return {
        onSaleId: sale.id,
        state: draw?.drawnAt ? ('drawn' as const) : draw ? ('closed' as const) : ('open' as const),
        closesAt: new Date(sale.opensAt.getTime() - LOBBY_CLOSES_BEFORE_MS).toISOString(),
        beacon: {
          name: draw?.beacon ?? beacon.name,
          provable: beacon.provable,
          round: round.round,
          roundAt: new Date(round.at).toISOString(),
          ...(url && { url }),
        },
        renamed: draw !== undefined && draw.size > 0 && draw.renamed,
        size: draw?.size ?? null,
        root: hex(draw?.root),
        randomness: hex(draw?.randomness),
        seed: hex(draw?.randomness && drawSeed(draw.root, draw.randomness)),
      }
    },
  )

  app.get(
    '/api/queue/on-sales/:onSaleId/draw/entries',
    {
      config: { access: 'public', rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: { tags, summary: 'Every entry of the draw in ascending order, 32 bytes each (octet-stream)', params },
    },
    async (request, reply) => {
      const { id } = lines.get(request.params.onSaleId).sale
      if (!(await findDraw(request.em, id))) throw lobbyOpen()
      return reply
        .type('application/octet-stream')
        .header('cache-control', 'public, max-age=86400, immutable')
        .send(await drawnEntries(orm.em.fork(), id))
    },
  )

  app.get(
    '/api/queue/on-sales/:onSaleId/draw/entry',
    {
      config: { access: 'anyone', rateLimit: { max: 30, timeWindow: 10_000 } },
      schema: {
        tags,
        summary: 'The entry that you take part with, and the signed word for it',
        params,
        response: { 200: DrawEntry },
      },
    },
    async ({ em, params: { onSaleId }, user }) => {
      const [row] = await em.execute<{ entry: Buffer; rank: number | null }[]>(
        'select entry, rank from queue.lobby_entry where on_sale_id = ? and person_id = ?',
        [onSaleId, user.id],
      )
      if (!row) throw new Refusal('NOT_IN_DRAW', 404, 'You did not take part in this draw.')
      const { entry, rank } = row
      return { entry: entry.toString('hex'), receipt: await receipts.sign({ onSaleId, entry }), rank }
    },
  )
}

function lobbyOpen(): Refusal {
  return new Refusal('LOBBY_OPEN', 409, 'The entries are published when the lobby has closed.')
}
