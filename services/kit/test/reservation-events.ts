import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { EntityManager } from '@mikro-orm/postgresql'
import { consume } from '../src/consume.ts'
import type { Handlers } from '../src/handle-event.ts'
import { publish } from '../src/publish.ts'
import { handling, log, noRedis, type Stage } from './stage.ts'

export type Em = EntityManager

export const act = (em: Em, id: string, by = 'handler') =>
  em.execute('insert into effect (id, by) values (?, ?)', [id, by])

export const actOnce = handling((em, { paymentId }) => act(em, paymentId))

interface Settings {
  leaseSeconds?: number
  roleFile?: string
}

export function start(t: TestContext, all: Stage, handlers: Handlers<'reservation'>, settings: Settings = {}) {
  const options = { orm: all.reservation, redis: noRedis(t), service: 'reservation', handlers, log } as const
  const consumer = consume({ ...options, ...settings, pollMs: 20 })
  t.after(() => consumer.stop())
  return consumer
}

export async function capture(all: Stage, amountWon = 1_000, paymentId = randomUUID()): Promise<string> {
  const data = { paymentId, reservationId: randomUUID(), amountWon }
  await all.payment.em.fork().transactional((em) => publish(em, 'payment.captured', data))
  return paymentId
}

export async function effects({ admin }: Stage): Promise<{ id: string; by: string }[]> {
  return (await admin.query('select id, by from reservation.effect order by at')).rows
}

interface EventRow {
  attempts: number
  last_error: string | null
  done_at: Date | null
  wait: number
  due: boolean
}

export async function events({ admin }: Stage): Promise<EventRow[]> {
  const { rows } = await admin.query(
    `select attempts, last_error, done_at, extract(epoch from run_at - now())::float8 as wait, run_at <= now() as due
     from reservation_inbox.event order by created_at`,
  )
  return rows
}

export const makeDue = ({ admin }: Stage) =>
  admin.query('update reservation_inbox.event set run_at = now() where done_at is null')
