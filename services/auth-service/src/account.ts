import { randomUUID } from 'node:crypto'
import { defineEntity, type EntityManager, LockMode } from '@mikro-orm/postgresql'
import type { Contact } from '@tiketi/contracts/auth'
import type { Locale } from '@tiketi/contracts/schema'
import { Refusal } from '@tiketi/kit/refusal'
import { linkInvalid } from './mail-token.ts'

const VERIFIABLE_MS = 24 * 3_600_000

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'account',
  properties: (p) => ({
    id: p.uuid().primary(),
    email: p.string(),
    name: p.string(),
    locale: p.string().$type<Locale>(),
    /** Null for who has always come by Google. */
    passwordHash: p.string().nullable(),
    passwordVersion: p.integer(),
    createdAt: p.datetime(),
    verifiedAt: p.datetime().nullable(),
  }),
})

/**
 * Somebody's account, or until it is verified somebody's wish to have one under an address. Several may wish for the same
 * address, each with a password of their own: whoever opens the mailbox decides which of them becomes the account.
 */
export class Account extends AccountSchema.class {
  static ask(wish: { email: string; name: string; locale: Locale; passwordHash: string }, now: Date): Account {
    return Object.assign(new Account(), {
      ...wish,
      id: randomUUID(),
      passwordVersion: 1,
      createdAt: now,
      verifiedAt: null,
    })
  }

  /** Of somebody whose address another has verified. */
  static confirmed(owner: { email: string; name: string; locale: Locale }, now: Date): Account {
    return Object.assign(new Account(), {
      ...owner,
      id: randomUUID(),
      passwordHash: null,
      passwordVersion: 1,
      createdAt: now,
      verifiedAt: now,
    })
  }

  /** @throws Refusal 410 when it is verified, or a day has passed. */
  verify(now: Date): void {
    if (this.verifiedAt) throw addressTaken()
    if (now.getTime() - this.createdAt.getTime() > VERIFIABLE_MS)
      throw new Refusal('LINK_EXPIRED', 410, 'This link was good for a day. Please register once more.')
    this.verifiedAt = now
  }

  /** The owner of the mailbox chose this password, which confirms the address as well. */
  resetPassword(passwordHash: string, now: Date): void {
    this.passwordHash = passwordHash
    this.passwordVersion += 1
    this.verifiedAt ??= now
  }

  toContact(): Contact {
    return { email: this.email, name: this.name, locale: this.locale }
  }
}
AccountSchema.setClass(Account)

/** The verified account of an address. */
export function accountUnder(em: EntityManager, email: string): Promise<Account | null> {
  return em.findOne(Account, { email, verifiedAt: { $ne: null } })
}

/** The same for those who may know. @throws Refusal 404 when there is none. */
export async function accountOf(em: EntityManager, email: string): Promise<Account> {
  const account = await accountUnder(em, email)
  if (!account) throw new Refusal('ACCOUNT_UNKNOWN', 404, 'Nobody has an account under this address.')
  return account
}

/**
 * Makes the address this account's alone: forgets whatever else was asked for under it. Rows are locked in the order of
 * ids, so that of two people who confirm one address at once the second sees what the first has done.
 *
 * @throws Refusal 400 when the account was forgotten itself, 410 when another one has the address.
 */
export async function takeAddress(em: EntityManager, account: Account): Promise<void> {
  const wishes = await em.find(
    Account,
    { email: account.email },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  if (!wishes.includes(account)) throw linkInvalid()
  const others = wishes.filter((wish) => wish !== account)
  if (others.some(({ verifiedAt }) => verifiedAt)) throw addressTaken()
  for (const other of others) em.remove(other)
}

function addressTaken(): Refusal {
  return new Refusal('LINK_USED', 410, 'This address is confirmed already. Please log in.')
}
