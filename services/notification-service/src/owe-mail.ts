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

/** Writes down that mails are owed, with the events that caused them; the same reason owes one mail only. */
export async function oweMail(em: EntityManager, ...mails: OweMail[]): Promise<void> {
  const rows = mails
    // Two transactions that owe the same meet in the same order.
    .toSorted((a, b) => a.reason.localeCompare(b.reason))
    .map(({ reason, kind, subjectId, personId, data = {} }) => ({
      id: randomUUID(),
      reason,
      kind,
      subject_id: subjectId,
      person_id: personId,
      data,
    }))
  await em.execute(
    `insert into mail (id, reason, kind, subject_id, person_id, data)
     select id, reason, kind, subject_id, person_id, data
     from jsonb_to_recordset(?) as owed (id uuid, reason text, kind text, subject_id uuid, person_id uuid, data jsonb)
     on conflict (reason) do nothing`,
    [JSON.stringify(rows)],
  )
}
