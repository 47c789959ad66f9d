import { Id, Locale, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import Type from 'typebox'
import { giftFile, orderFile } from './ticket-file.ts'

interface Parts {
  ticketKey: string
  posterOf: (eventId: string) => Promise<Buffer | null>
}

/** Tickets to keep or to print. Making a file is work, so nobody has many made. */
export function addFileRoutes(app: App, { ticketKey, posterOf }: Parts): void {
  for (const [url, summary, make] of [
    ['/api/reservation/orders/:id/tickets.pdf', 'The tickets of an order that you have, one a page', orderFile],
    ['/api/reservation/gifts/:id/ticket.pdf', 'The ticket that a friend gave you', giftFile],
  ] as const)
    app.get(
      url,
      {
        config: { access: 'anyone', rateLimit: { max: 20, timeWindow: 60_000 } },
        schema: {
          tags: ['Orders'],
          summary,
          params: strict({ id: Id }),
          querystring: strict({ locale: Type.Optional(Locale) }),
          response: { 200: { description: 'PDF', content: { 'application/pdf': { schema: Type.Any() } } } },
        },
      },
      async ({ em, params: { id }, query: { locale = 'ko' }, user }, reply) => {
        const pdf = await make(em, id, { personId: user.id, locale, ticketKey, posterOf })
        return reply
          .type('application/pdf')
          .header('content-disposition', 'attachment; filename="tiketi.pdf"')
          .header('cache-control', 'private, no-store')
          .serializer((bytes: Buffer) => bytes as never)
          .send(pdf)
      },
    )
}
