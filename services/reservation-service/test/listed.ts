import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { WaitingList } from '@tiketi/contracts/waiting'
import { until } from '@tiketi/kit/testing'
import { daysFromNow, pay } from './bought.ts'
import type { Answered, Someone } from './someone.ts'
import { performanceForSale, stage } from './stage.ts'

/** A zone whose clocks show about this hour now. */
function zoneAt(hour: number): string {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12
  return `Etc/GMT${ahead <= 0 ? '+' : '-'}${Math.abs(ahead)}`
}

/** Four seats, all sold to one person who gives them back as the test likes. */
export async function soldOut(t: TestContext, { hour = 13, startsInDays = 30, inPresale = false } = {}) {
  const all = await stage(t)
  const { plan, venue } = performanceForSale()
  const [section] = plan.sections
  const four = {
    startsAt: daysFromNow(startsInDays),
    venue: { ...venue, timeZone: zoneAt(hour) },
    plan: { ...plan, sections: [{ ...section!, rows: [{ ...section!.rows[0]!, seats: 4 }] }] },
  }
  const performance = inPresale
    ? await all.sellEarly({}, four)
    : await all.sell({ performance: four, onSale: { closesAt: daysFromNow(startsInDays) } })
  const seller = await all.someone()
  if (inPresale)
    await all.sql(`insert into reservation.presale_entry values (?, ?, '')`, [performance.eventId, seller.id])
  const hold = await seller.held(performance.id, [0, 1, 2, 3])
  await pay(all, hold)
  const order = `/api/reservation/orders/${hold.id}`
  const list = `/api/reservation/performances/${performance.id}/waiting`
  const write = (person: Someone, url: string, body: object = {}) =>
    person.post(url, body, { 'idempotency-key': randomUUID() })

  return {
    ...all,
    performance,
    seller,
    /** Gives so many of the seats back, and lets them cool at once. */
    async giveBack(places: number, { cooled = true } = {}) {
      const { tickets }: { tickets: { id: string }[] } = (await seller.get(order)).body
      const { body: quote } = await seller.get(`${order}/refund-quote`)
      const chosen = tickets.slice(0, places).map(({ id }) => id)
      const feeWon = quote.tickets
        .slice(0, places)
        .reduce((sum: number, cost: { feeWon: number }) => sum + cost.feeWon, 0)
      const { status, body } = await write(seller, `${order}/refunds`, { tickets: chosen, feeWon })
      assert.equal(status, 201, JSON.stringify(body))
      if (cooled) await all.sql('update reservation.cooling_place set cooled_at = now()')
    },
    join: (person: Someone, places: number): Promise<Answered> => write(person, list, { places }),
    async joined(places: number): Promise<Someone> {
      const person = await all.someone()
      const { status, body } = await write(person, list, { places })
      assert.equal(status, 201, JSON.stringify(body))
      return person
    },
    list: async (person: Someone): Promise<WaitingList> => (await person.get(list)).body,
    async offered(person: Someone) {
      return until(async () => {
        const { mine } = (await person.get(list)).body as WaitingList
        return mine?.state === 'offered' ? mine : undefined
      })
    },
    take: (person: Someone, id: string) => write(person, `/api/reservation/waiting/${id}/hold`),
    decline: (person: Someone, id: string) => write(person, `/api/reservation/waiting/${id}/decline`),
    leave: (person: Someone, id: string) => person.send('DELETE', `/api/reservation/waiting/${id}`),
    /** The time to answer has just run out. */
    runOutOffer: (id: string) =>
      all.sql(`update reservation.waiting set deadline = now() - interval '1 second' where id = ?`, [id]),
  }
}
