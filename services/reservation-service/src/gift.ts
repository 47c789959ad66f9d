import { defineEntity, type EntityManager } from '@mikro-orm/postgresql'
import type { GiftState } from '@tiketi/contracts/gift'
import type { Locale } from '@tiketi/contracts/schema'
import { publishAll } from '@tiketi/kit/publish'
import { Refusal } from '@tiketi/kit/refusal'

const GiftSchema = defineEntity({
  name: 'Gift',
  tableName: 'gift',
  properties: (p) => ({
    id: p.uuid().primary(),
    ticketId: p.uuid(),
    giverId: p.uuid(),
    receiverId: p.uuid().nullable(),
    email: p.string().nullable(),
    locale: p.string().$type<Locale>(),
    state: p.string().$type<GiftState>(),
    offeredAt: p.datetime(),
    deadline: p.datetime(),
    endedAt: p.datetime().nullable(),
  }),
})

/** A ticket that its buyer offers to a friend, or gave away. Whoever moves it holds the lock of its order. */
export class Gift extends GiftSchema.class {
  /** @throws Refusal 409 GIFT_OWN, GIFT_TAKEN or GIFT_OVER. */
  accept(personId: string, now: Date): void {
    if (this.giverId === personId)
      throw new Refusal('GIFT_OWN', 409, 'This is your own ticket. Send the link to a friend.')
    if (this.state === 'accepted') throw taken()
    if (this.state !== 'offered' || this.deadline <= now) throw this.over()
    Object.assign(this, { state: 'accepted', receiverId: personId, email: null })
  }

  /** @throws Refusal 409 GIFT_TAKEN or GIFT_OVER. */
  withdraw(now: Date): void {
    if (this.state === 'accepted') throw taken()
    if (this.state !== 'offered') throw this.over()
    Object.assign(this, { state: 'withdrawn', email: null, endedAt: now })
  }

  /** @throws Refusal 409 GIFT_OVER. */
  giveBack(now: Date): void {
    if (this.state !== 'accepted') throw this.over()
    Object.assign(this, { state: 'returned', endedAt: now })
  }

  private over(): Refusal {
    return new Refusal('GIFT_OVER', 409, 'This gift was withdrawn, given back or not accepted in time.', {
      state: this.state,
    })
  }
}
GiftSchema.setClass(Gift)

function taken(): Refusal {
  return new Refusal('GIFT_TAKEN', 409, 'Somebody has accepted this ticket already.')
}

export function giftUnknown(): Refusal {
  return new Refusal('GIFT_UNKNOWN', 404, 'There is no such gift. Please check the link.')
}

/**
 * Keeps everybody from the order that the gift's ticket is of, until the transaction ends: what is read afterwards stays
 * true until then.
 *
 * @throws Refusal 404 GIFT_UNKNOWN.
 */
export async function lockGift(em: EntityManager, id: string): Promise<{ gift: Gift; now: Date }> {
  await em.execute(
    `select from reservation
     where id = (select t.reservation_id from gift g join ticket t on t.id = g.ticket_id where g.id = ?) for update`,
    [id],
  )
  const [row] = await em.execute<{ now: Date }[]>('select *, clock_timestamp() as now from gift where id = ?', [id])
  if (!row) throw giftUnknown()
  const { now, ...columns } = row
  return { gift: em.map(Gift, columns), now }
}

/** The holder changes: the code that the last one has is worth nothing from here on. */
export async function renewCode(em: EntityManager, { ticketId }: Gift): Promise<void> {
  await em.execute('update ticket set code_version = code_version + 1 where id = ?', [ticketId], 'run')
}

/** Tells those whom it concerns what became of gifts. */
export async function tellGifts(em: EntityManager, gifts: Pick<Gift, 'id' | 'state'>[]): Promise<void> {
  await publishAll(
    em,
    'gift.moved',
    gifts.map(({ id: giftId, state }) => ({ giftId, state })),
  )
}
