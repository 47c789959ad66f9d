import { randomUUID } from 'node:crypto'
import { defineEntity } from '@mikro-orm/postgresql'
import { Refusal } from '@tiketi/kit/refusal'
import type { Account } from './account.ts'

const USABLE_MS = 30 * 60_000

const PasswordResetSchema = defineEntity({
  name: 'PasswordReset',
  tableName: 'password_reset',
  properties: (p) => ({
    id: p.uuid().primary(),
    accountId: p.uuid(),
    passwordVersion: p.integer(),
    createdAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  }),
})

/** Leave to choose a new password, once, within half an hour, for whoever reads the account's mail. */
export class PasswordReset extends PasswordResetSchema.class {
  static of({ id, passwordVersion }: Account, now: Date): PasswordReset {
    return Object.assign(new PasswordReset(), {
      id: randomUUID(),
      accountId: id,
      passwordVersion,
      createdAt: now,
      usedAt: null,
    })
  }

  /** @throws Refusal 410 when it has expired, was used, or the password was changed since by another. */
  use({ passwordVersion }: Account, now: Date): void {
    if (this.usedAt || passwordVersion !== this.passwordVersion)
      throw new Refusal('LINK_USED', 410, 'The password was changed by this link or a newer one already.')
    if (now.getTime() - this.createdAt.getTime() > USABLE_MS)
      throw new Refusal('LINK_EXPIRED', 410, 'This link was good for 30 minutes. Please ask for a new one.')
    this.usedAt = now
  }
}
PasswordResetSchema.setClass(PasswordReset)
