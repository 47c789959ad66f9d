import type { EntityManager } from '@mikro-orm/postgresql'
import type { Contact, ResetContact } from '@tiketi/contracts/auth'
import { Refusal } from '@tiketi/kit/refusal'
import { Account } from './account.ts'
import type { MailTokens } from './mail-token.ts'
import { PasswordReset } from './password-reset.ts'

/** Where to write to somebody, with what confirms the address while it is not. @throws Refusal 404. */
export async function findContact(
  em: EntityManager,
  mailTokens: MailTokens,
  { userId }: { userId: string },
): Promise<Contact> {
  const account = await em.findOneOrFail(Account, userId, { failHandler: unknown })
  const contact = account.toContact()
  return account.verifiedAt ? contact : { ...contact, verifyToken: mailTokens.derive('verify', userId) }
}

/** Where to send the link of a reset, and what it carries. @throws Refusal 404. */
export async function findResetContact(
  em: EntityManager,
  mailTokens: MailTokens,
  { resetId }: { resetId: string },
): Promise<ResetContact> {
  const { accountId } = await em.findOneOrFail(PasswordReset, resetId, { failHandler: unknown })
  const account = await em.findOneOrFail(Account, accountId, { failHandler: unknown })
  return { ...account.toContact(), token: mailTokens.derive('reset', resetId) }
}

function unknown(): Refusal {
  return new Refusal('CONTACT_UNKNOWN', 404, 'There is nobody here to write to any more.')
}
