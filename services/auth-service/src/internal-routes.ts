import { Contact, ResetContact } from '@tiketi/contracts/auth'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { findContact, findResetContact } from './find-contact.ts'
import type { MailTokens } from './mail-token.ts'

const config = { access: { services: ['notification' as const] } }
const params = strict({ id: Id })

export function addInternalRoutes(app: App, links: MailTokens): void {
  app.get('/internal/users/:id', { config, schema: { params, response: { 200: Contact } } }, (request) =>
    findContact(request.em, links, { userId: request.params.id }),
  )

  app.get('/internal/resets/:id', { config, schema: { params, response: { 200: ResetContact } } }, (request) =>
    findResetContact(request.em, links, { resetId: request.params.id }),
  )
}
