import type { EntityManager } from '@mikro-orm/postgresql'
import type { EventStatus, OnSaleForService, OnSalePage } from '@tiketi/contracts/event'
import { Refusal } from '@tiketi/kit/refusal'
import { type SummaryRow, summaryColumns, toSummary } from './event-summary.ts'

interface OnSaleRow {
  on_sale_id: string
  opens_at: Date
  closes_at: Date
  waiting_room: boolean
  limit_per_person: number
  admissions_per_second: number
  virtual_accounts: boolean
  presale_by: string | null
  event_id: string
  organiser_id: string
  version: number
  status: EventStatus
  performances: { id: string; seats: number; startsAt: string; cancelled: boolean }[]
}

/**
 * A sale as its waiting room shows it.
 * @throws Refusal 404 while its event is a draft.
 */
export async function readOnSale(em: EntityManager, id: string): Promise<OnSalePage> {
  const row = await readRow(em, id)
  const [first] = row.performances
  return {
    id,
    opensAt: row.opens_at.toISOString(),
    closesAt: row.closes_at.toISOString(),
    waitingRoom: row.waiting_room,
    limitPerPerson: row.limit_per_person,
    performanceId: first!.id,
    startsAt: new Date(first!.startsAt).toISOString(),
    seats: seatsOf(row),
    status: row.status,
    event: toSummary(row),
  }
}

/**
 * A sale as the services that carry it out need it.
 * @throws Refusal 404 while its event is a draft.
 */
export async function onSaleForService(em: EntityManager, id: string): Promise<OnSaleForService> {
  const row = await readRow(em, id)
  return {
    id,
    version: row.version,
    eventId: row.event_id,
    organiserId: row.organiser_id,
    performanceIds: row.performances.map((performance) => performance.id),
    seats: seatsOf(row),
    cancelled: row.status === 'cancelled' || row.performances.every(({ cancelled }) => cancelled),
    ...(row.presale_by && { isPresale: true }),
    opensAt: row.opens_at.toISOString(),
    closesAt: row.closes_at.toISOString(),
    waitingRoom: row.waiting_room,
    limitPerPerson: row.limit_per_person,
    admissionsPerSecond: row.admissions_per_second,
    virtualAccounts: row.virtual_accounts,
  }
}

async function readRow(em: EntityManager, id: string): Promise<OnSaleRow & SummaryRow> {
  const [row] = await em.execute<(OnSaleRow & SummaryRow)[]>(
    `select on_sale.id as on_sale_id, opens_at, closes_at, waiting_room, limit_per_person, admissions_per_second,
       virtual_accounts, presale_by, event_id, organiser_id, version, status, ${summaryColumns},
       (select jsonb_agg(jsonb_build_object('id', id, 'seats', seats, 'startsAt', starts_at, 'cancelled', cancelled) order by starts_at, id)
          from event.performance where on_sale.id in (on_sale_id, presale_id)) as performances
     from event.on_sale join event.event on event.id = event_id
     where on_sale.id = ? and status <> 'draft'`,
    [id],
  )
  if (!row) throw new Refusal('ON_SALE_UNKNOWN', 404, 'There is no such sale.')
  return row
}

function seatsOf({ performances }: OnSaleRow): number {
  return performances.reduce((sum, { seats }) => sum + seats, 0)
}
