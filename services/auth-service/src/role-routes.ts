import { RoleChange, User } from '@tiketi/contracts/auth'
import type { App } from '@tiketi/kit/create-app'
import { normaliseEmail } from './email.ts'
import { grantRole } from './grant-role.ts'
import { withdrawRole } from './withdraw-role.ts'

const config = { access: 'admin', rateLimit: { max: 60, timeWindow: 60_000 } } as const
const tags = ['Roles']

export function addRoleRoutes(app: App): void {
  app.post(
    '/api/auth/roles/grant',
    {
      config,
      schema: {
        tags,
        summary: 'Give an account a role',
        description: 'It takes effect with the next access token. Who gave it is written down.',
        body: RoleChange,
        response: { 200: User },
      },
    },
    ({ em, body, user }) => grantRole(em, { email: normaliseEmail(body.email), role: body.role, changedBy: user.id }),
  )

  app.post(
    '/api/auth/roles/withdraw',
    {
      config,
      schema: {
        tags,
        summary: 'Take a role from an account',
        description: 'It takes effect with the next access token. The last admin stays one.',
        body: RoleChange,
        response: { 200: User },
      },
    },
    ({ em, body, user }) =>
      withdrawRole(em, { email: normaliseEmail(body.email), role: body.role, changedBy: user.id }),
  )
}
