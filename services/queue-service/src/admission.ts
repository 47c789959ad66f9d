import { defineEntity, type EntityManager, sql } from '@mikro-orm/postgresql'

const AdmissionSchema = defineEntity({
  name: 'Admission',
  tableName: 'admission',
  properties: (p) => ({
    onSaleId: p.uuid().primary(),
    number: p.bigint('number').primary(),
    epoch: p.integer(),
    personId: p.uuid(),
    jti: p.uuid(),
    pass: p.string(),
    expiresAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  }),
})

/** That a person was let in, by which number and with which pass. Written once; only its end is noted later. */
export class Admission extends AdmissionSchema.class {}
AdmissionSchema.setClass(Admission)

/** Writes an admission down; the same one again changes nothing. */
export async function noteAdmission(em: EntityManager, admission: Omit<Admission, 'endedAt'>): Promise<void> {
  const { onSaleId, number, epoch, personId, jti, pass, expiresAt } = admission
  await em.execute(
    `insert into queue.admission (on_sale_id, number, epoch, person_id, jti, pass, expires_at)
     values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
    [onSaleId, number, epoch, personId, jti, pass, expiresAt],
  )
}

/** Ends what a person has of an on-sale: they bought, or left. */
export async function endAdmission(
  em: EntityManager,
  { onSaleId, personId }: { onSaleId: string; personId: string },
): Promise<void> {
  await em.execute(
    `update queue.admission set ended_at = now()
     where on_sale_id = ? and person_id = ? and ended_at is null and expires_at > now()`,
    [onSaleId, personId],
  )
}

/** Who is inside by what PostgreSQL knows. */
export function liveAdmissions(em: EntityManager, onSaleId: string): Promise<Admission[]> {
  return em.find(Admission, { onSaleId, endedAt: null, expiresAt: { $gt: sql`now()` } })
}

/** Whether the holder of this number was ever let in. */
export async function wasAdmitted(
  em: EntityManager,
  { onSaleId, number }: { onSaleId: string; number: number },
): Promise<boolean> {
  return (await em.count(Admission, { onSaleId, number })) > 0
}
