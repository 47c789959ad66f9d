import { PROOF_HEADER } from '@tiketi/contracts/proof-of-work'
import { JoinRequest, LinePlace, LineStatus, Pass, PlaceTicket } from '@tiketi/contracts/queue'
import { Id, strict } from '@tiketi/contracts/schema'
import type { TokenSigner } from '@tiketi/kit/access-token'
import type { Ask } from '@tiketi/kit/ask'
import type { App } from '@tiketi/kit/create-app'
import type { ProofOfWork } from '@tiketi/kit/proof-of-work'
import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import Type from 'typebox'
import { bitsFor } from './arrivals.ts'
import { claimPass } from './claim-pass.ts'
import { expectPresaleEntry } from './expect-presale-entry.ts'
import { joinLine } from './join-line.ts'
import { leaveLine } from './leave-line.ts'
import type { Lines } from './lines.ts'
import type { LobbyReceipts } from './lobby-receipt.ts'
import { deviceTag, type Place, type PlaceTickets } from './place-ticket.ts'
import { serveSocket } from './socket.ts'

interface RouteParts {
  redis: RedisClient
  lines: Lines
  tickets: PlaceTickets
  receipts: LobbyReceipts
  signer: TokenSigner
  work: ProofOfWork
  ask: Ask
}

const tags = ['Waiting room']
const params = strict({ onSaleId: Id })
const often = { rateLimit: { max: 30, timeWindow: 10_000 } }

export function addRoutes(app: App, { redis, lines, tickets, receipts, signer, work, ask }: RouteParts): void {
  app.get(
    '/api/queue/on-sales/:onSaleId',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'How the line stands: one answer for everybody, from which a buyer works out their own place',
        params,
        response: { 200: LineStatus },
      },
    },
    async (request, reply) => {
      const { body } = lines.get(request.params.onSaleId)
      // Serialised once for everybody, so not again by the response schema.
      return reply
        .header('cache-control', 'public, max-age=1')
        .type('application/json')
        .send(body as never)
    },
  )

  app.post(
    '/api/queue/on-sales/:onSaleId/entries',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags,
        summary: 'Come into the lobby before the opening, or join the line; asking again gives the same place',
        params,
        body: Type.Union([JoinRequest, Type.Null()]),
        response: { 200: LinePlace },
      },
    },
    async (request) => {
      const line = lines.get(request.params.onSaleId)
      const personId = request.user.id
      const { device, placeTicket } = request.body ?? {}
      const before = placeTicket === undefined ? undefined : placeOf(placeTicket, line.id, personId)
      line.arrivals.count()
      // Who has a place already does no work to keep it.
      if (line.sale.control.workDemanded && !before)
        await work.demand({
          subject: `join ${line.id} ${personId}`,
          bits: bitsFor(line.arrivals.perSecond()),
          solution: request.headers[PROOF_HEADER],
        })
      if (line.sale.isPresale && !before) await expectPresaleEntry(ask, { onSaleId: line.id, personId })
      return joinLine(redis, {
        em: request.em,
        line,
        tickets,
        receipts,
        personId,
        device: deviceTag(device),
        before,
      })
    },
  )

  app.delete(
    '/api/queue/on-sales/:onSaleId/entries',
    {
      config: { access: 'anyone', ...often },
      schema: { tags, summary: 'Give the place up', params, body: PlaceTicket, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const line = lines.get(request.params.onSaleId)
      const place = placeOf(request.body.placeTicket, line.id, request.user.id)
      await leaveLine(redis, { em: request.em, line, place })
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/queue/on-sales/:onSaleId/pass',
    {
      config: { access: 'anyone', ...often },
      schema: {
        tags,
        summary: 'Claim the pass after being called; claiming again gives the same pass until it runs out',
        params,
        body: PlaceTicket,
        response: { 200: Pass },
      },
    },
    (request) => {
      const line = lines.get(request.params.onSaleId)
      const place = placeOf(request.body.placeTicket, line.id, request.user.id)
      return claimPass(redis, { em: request.em, line, signer, place })
    },
  )

  app.get(
    '/api/queue/.well-known/jwks.json',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'The public keys that passes are signed with', response: { 200: Type.Any() } },
    },
    async (_request, reply) => reply.header('cache-control', 'public, max-age=600').send(signer.jwks()),
  )

  app.get(
    '/ws/queue/on-sales/:onSaleId',
    { websocket: true, config: { access: 'public' }, schema: { params } },
    (socket, request) => serveSocket(socket, lines.find(request.params.onSaleId), tickets),
  )

  function placeOf(ticket: string, onSaleId: string, personId: string): Place {
    const place = tickets.verify(ticket)
    if (place.personId !== personId) throw new Refusal('OTHER_PERSON', 403, 'This place belongs to somebody else.')
    if (place.onSaleId !== onSaleId) throw new Refusal('OTHER_SALE', 403, 'This place is in the line of another sale.')
    return place
  }
}
