import type { EntityManager } from '@mikro-orm/postgresql'
import type { SaleAction, SaleActionLog, SaleControl } from '@tiketi/contracts/queue'
import type { Caller } from '@tiketi/kit/access'
import { publish } from '@tiketi/kit/publish'
import { Refusal } from '@tiketi/kit/refusal'
import { OnSale } from './on-sale.ts'

/**
 * Carries out what somebody who runs a sale wants, and writes down who wanted it.
 *
 * @returns the sale as it is then.
 * @throws Refusal 404 UNKNOWN_ON_SALE, also when it is somebody else's; 409 LINE_CLOSED when it was closed for good.
 */
export function controlSale(
  em: EntityManager,
  { onSaleId, actor, action }: { onSaleId: string; actor: Caller; action: SaleAction },
): Promise<OnSale> {
  return em.transactional(async (em) => {
    await em.execute('select from queue.on_sale where id = ? for update', [onSaleId])
    const sale = await ownSale(em, { onSaleId, actor })
    const before = sale.control
    if (before.closed) throw new Refusal('LINE_CLOSED', 409, 'This line was closed for good.')
    const [{ now }] = await em.execute<[{ now: Date }]>('select clock_timestamp() as now')
    const after = controlAfter(before, action, now)
    await em.execute('update queue.on_sale set control = ?, control_version = control_version + 1 where id = ?', [
      JSON.stringify(after),
      onSaleId,
    ])
    await em.execute(
      'insert into queue.control_action (on_sale_id, actor_id, action, before, after) values (?, ?, ?, ?, ?)',
      [onSaleId, actor.id, JSON.stringify(action), JSON.stringify(before), JSON.stringify(after)],
    )
    if (action.action === 'revoke-passes')
      await publish(em, 'onsale.passes-revoked', { onSaleId, passesFrom: after.passesFrom! })
    return em.findOneOrFail(OnSale, onSaleId, { refresh: true })
  })
}

/** @throws Refusal 404 UNKNOWN_ON_SALE. */
export async function ownSale(
  em: EntityManager,
  { onSaleId, actor }: { onSaleId: string; actor: Caller },
): Promise<OnSale> {
  const sale = await em.findOne(OnSale, onSaleId, { refresh: true })
  const mine = sale && (actor.roles.includes('admin') || sale.organiserId === actor.id)
  if (!mine || !sale.waitingRoom) throw new Refusal('UNKNOWN_ON_SALE', 404, 'We do not know this sale.')
  return sale
}

export async function readActions(em: EntityManager, onSaleId: string): Promise<SaleActionLog['actions']> {
  const rows = await em.execute<(Omit<SaleActionLog['actions'][number], 'at'> & { at: Date })[]>(
    `select at, actor_id as "actorId", action, before, after from queue.control_action
     where on_sale_id = ? order by id desc limit 100`,
    [onSaleId],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

function controlAfter(before: SaleControl, action: SaleAction, now: Date): SaleControl {
  switch (action.action) {
    case 'pause':
      return { ...before, paused: true }
    case 'resume':
      return { ...before, paused: false, draining: false }
    case 'drain':
      return { ...before, draining: true }
    case 'close':
      return { ...before, closed: true }
    case 'set-rate':
      return { ...before, admissionsPerSecond: action.admissionsPerSecond }
    case 'set-cap':
      return { ...before, peopleInside: action.peopleInside }
    case 'demand-work':
      return { ...before, workDemanded: action.demanded }
    case 'revoke-passes':
      // Passes count in whole seconds: none that was given until now counts from then.
      return { ...before, passesFrom: new Date(Math.ceil((now.getTime() + 1) / 1_000) * 1_000).toISOString() }
  }
}
