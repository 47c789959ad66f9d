import { EnterPresale, PresaleEntry } from '@tiketi/contracts/presale'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import { enterPresale } from './enter-presale.ts'
import { readPresaleEntry } from './read-presale-entry.ts'

const tags = ['Presale']
const params = strict({ id: Id })
const url = '/api/reservation/events/:id/presale'

export function addPresaleRoutes(app: App): void {
  app.post(
    url,
    {
      // Codes are short enough to be guessed by whoever may ask often.
      config: { access: 'buyer', rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: "Enter the presale of an event by a code or a member's number, from now on and for all its dates",
        params,
        body: EnterPresale,
        response: { 200: PresaleEntry },
      },
    },
    (request, reply) =>
      idempotent(request, reply, async (em) => {
        await enterPresale(em, { eventId: request.params.id, personId: request.user.id, ...request.body })
        return { status: 200, body: { entered: true } }
      }),
  )

  app.get(
    url,
    {
      config: { access: 'anyone' },
      schema: { tags, summary: 'Whether you have entered the presale', params, response: { 200: PresaleEntry } },
    },
    ({ em, user, params: { id } }) => readPresaleEntry(em, { of: { eventId: id }, personId: user.id }),
  )
}
