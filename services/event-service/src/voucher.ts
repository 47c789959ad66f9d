import { randomUUID } from 'node:crypto'
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql'
import type { Voucher, VoucherList, VoucherTerms } from '@tiketi/contracts/voucher'
import type { Caller } from '@tiketi/kit/access'
import { publish } from '@tiketi/kit/publish'
import { Refusal } from '@tiketi/kit/refusal'
import { isReal } from './draft-rules.ts'
import { type Fault, refuseFaults } from './faults.ts'
import { lockOwnEvent, ownEvent } from './own.ts'

/**
 * An organiser promises so many people something off an order of one of their events.
 *
 * @throws Refusal 400 INVALID; 404 EVENT_UNKNOWN; 409 EVENT_CANCELLED, VOUCHER_CODE_TAKEN.
 */
export async function makeVoucher(
  em: EntityManager,
  caller: Caller,
  { eventId, ...terms }: VoucherTerms & { eventId: string },
): Promise<Voucher> {
  refuseFaults(faultsOf(terms))
  const event = await lockOwnEvent(em, caller, eventId)
  if (event.status === 'cancelled') throw new Refusal('EVENT_CANCELLED', 409, 'This event was cancelled.')
  const voucher = { id: randomUUID(), eventId, ...terms }
  const { id, code, kind, value, quota, opensAt, closesAt } = voucher
  try {
    await em.execute(
      `insert into voucher (id, event_id, code, kind, value, quota, opens_at, closes_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [id, eventId, code, kind, value, quota, opensAt, closesAt],
      'run',
    )
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error
    throw new Refusal('VOUCHER_CODE_TAKEN', 409, 'This event has a voucher of this code already.')
  }
  await publish(em, 'voucher.made', { voucherId: id })
  return voucher
}

function faultsOf({ kind, value, opensAt, closesAt }: VoucherTerms): Fault[] {
  const unreal = Object.entries({ opensAt, closesAt }).filter(([, instant]) => !isReal(instant))
  return [
    ...unreal.map(([name]) => ({ path: `body.${name}`, message: 'is no date and time that exists' })),
    ...(kind === 'percent' && value > 100
      ? [{ path: 'body.value', message: 'must not be more than 100 per cent' }]
      : []),
    ...(unreal.length === 0 && Date.parse(opensAt) >= Date.parse(closesAt)
      ? [{ path: 'body.closesAt', message: 'must be after it opens' }]
      : []),
  ]
}

const SHOWN = `select id, event_id as "eventId", code, kind, value, quota, opens_at as "opensAt", closes_at as "closesAt"
  from voucher`

type Row = Omit<Voucher, 'opensAt' | 'closesAt'> & { opensAt: Date; closesAt: Date }

/** @throws Refusal 404 EVENT_UNKNOWN when there is none, or it is somebody else's. */
export async function listVouchers(em: EntityManager, caller: Caller, eventId: string): Promise<VoucherList> {
  await ownEvent(em, caller, eventId)
  const rows = await em.execute<Row[]>(`${SHOWN} where event_id = ? order by created_at desc, id`, [eventId])
  return { vouchers: rows.map(toVoucher) }
}

export async function readVoucher(em: EntityManager, id: string): Promise<Voucher> {
  const [row] = await em.execute<Row[]>(`${SHOWN} where id = ?`, [id])
  if (!row) throw new Refusal('VOUCHER_UNKNOWN', 404, 'There is no such voucher.')
  return toVoucher(row)
}

function toVoucher({ opensAt, closesAt, ...voucher }: Row): Voucher {
  return { ...voucher, opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString() }
}
