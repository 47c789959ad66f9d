import type { EntityManager } from '@mikro-orm/postgresql'
import type { Ask } from '@tiketi/kit/ask'
import type { Log } from '@tiketi/kit/log'
import { counter, gauge } from '@tiketi/kit/metrics'
import { Refusal } from '@tiketi/kit/refusal'
import { Mail } from './mail.ts'
import { AddressRefused, type PostOffice } from './post-office.ts'
import { isSuppressed, suppressAddress } from './suppress-address.ts'
import { writeLetter } from './write-letter.ts'

export interface Sending {
  ask: Ask
  postOffice: PostOffice
  publicUrl: string
  domain: string
  log: Log
}

const MOST_ATTEMPTS = 10
const AT_ONCE = 4
/** Another process takes a mail up again after this long, should this one be gone. */
const LEASE_SECONDS = 60

const ended = counter('mails_total', 'Mails by how they ended', ['kind', 'state'])
const dead = gauge('mails_dead', 'Mails that failed too often and wait for a replay')

/** Sends the mails that are due. Each is claimed in a commit of its own, so a crash costs a minute and never a mail. */
export async function sendMails(em: EntityManager, sending: Sending): Promise<void> {
  const mails = await claimDue(em)
  await Promise.all(mails.map((mail) => sendMail(em.fork(), sending, mail)))
  const [{ count }] = await em.execute<[{ count: number }]>(
    `select count(*)::int as count from mail where state = 'dead'`,
  )
  dead.set(count)
  if (mails.length === AT_ONCE) await sendMails(em.fork(), sending)
}

async function claimDue(em: EntityManager): Promise<Mail[]> {
  const rows = await em.execute<{ id: string }[]>(
    `update mail set attempts = attempts + 1, next_try_at = now() + make_interval(secs => ?)
      where id in (select id from mail where state = 'waiting' and next_try_at <= now() order by next_try_at limit ? for update skip locked)
      returning id`,
    [LEASE_SECONDS, AT_ONCE],
  )
  return em.fork().find(Mail, { id: { $in: rows.map(({ id }) => id) } })
}

async function sendMail(em: EntityManager, sending: Sending, mail: Mail): Promise<void> {
  try {
    const letter = await writeLetter(sending, mail)
    if (!letter) return end(em, mail, 'dropped', 'it had no purpose any more')
    if (await isSuppressed(em, letter.to)) return end(em, mail, 'dropped', 'the address refuses mail')
    try {
      await sending.postOffice.send({ ...letter, messageId: mail.messageId(sending.domain) })
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error
      await suppressAddress(em, letter.to, error.message)
      return end(em, mail, 'dropped', error.message)
    }
    await end(em, mail, 'sent')
  } catch (error) {
    await putOff(em, sending.log, mail, error as Error)
  }
}

async function end(em: EntityManager, mail: Mail, state: 'sent' | 'dropped' | 'dead', because?: string): Promise<void> {
  const rows = await em.execute<unknown[]>(
    `update mail set state = ?, last_error = ?, ended_at = now() where id = ? and state = 'waiting' and attempts = ? returning id`,
    [state, because ?? null, mail.id, mail.attempts],
  )
  if (rows.length > 0) ended.inc({ kind: mail.kind, state })
}

async function putOff(em: EntityManager, log: Log, mail: Mail, error: Error): Promise<void> {
  log.warn(
    { err: error, cause: error.cause, mailId: mail.id, kind: mail.kind, attempts: mail.attempts },
    'a mail was not sent yet',
  )
  // What it is about is gone: no later try can write it.
  const hopeless = error instanceof Refusal && error.status === 404
  if (hopeless || mail.attempts >= MOST_ATTEMPTS) return end(em, mail, 'dead', error.message)
  await em.execute(
    `update mail set last_error = ?, next_try_at = now() + make_interval(secs => least(3600, 2 ^ attempts) * (0.5 + random() / 2))
      where id = ? and state = 'waiting' and attempts = ?`,
    [error.message, mail.id, mail.attempts],
  )
}
