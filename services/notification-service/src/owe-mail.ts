import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { MailData, MailKind } from './mail.ts'

interface OweMail {
  reason: string
  kind: MailKind
  subjectId: string
  personId?: string
  data?: MailData
}

/** Writes down that a mail is owed, with the event that caused it; the same reason owes one mail only. */
export async function oweMail(
  em: EntityManager,
  { reason, kind, subjectId, personId, data = undefined }: OweMail,
): Promise<void> {
  await em.execute(
    `insert into mail (id, reason, kind, subject_id, person_id, data) values (?, ?, ?, ?, ?, ?::jsonb) on conflict (reason) do nothing`,
    [randomUUID(), reason, kind, subjectId, personId ?? null, JSON.stringify(data ?? {})],
  )
}
