import { defineDatabase } from '@tiketi/kit/database'
import { Account } from './account.ts'
import { CreateAccounts } from './migrations/2026-11-25-accounts.ts'
import { AddIdentities } from './migrations/2026-11-25-identities.ts'
import { AddProfiles } from './migrations/2026-11-25-profiles.ts'
import { PasswordReset } from './password-reset.ts'

export const database = defineDatabase({
  service: 'auth',
  entities: [Account, PasswordReset],
  migrations: [CreateAccounts, AddIdentities, AddProfiles],
})
