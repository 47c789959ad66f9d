import type { EntityManager, MikroORM } from '@mikro-orm/postgresql'
import { SOCKET_CLOSE } from '@tiketi/contracts/queue'
import { type RedisClient, subscriberOf } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import { Line } from './line.ts'
import { lineChannel, onSaleOf } from './line-keys.ts'
import { forgetLine, measureSale } from './metrics.ts'
import { currentOnSales, type OnSale } from './on-sale.ts'
import type { Snapshot } from './snapshot.ts'

/** What device.lua tells of a place that another device has now. */
interface TakenOver {
  person: string
  device: string
}

/** The lines of all current on-sales at this replica, so that no request needs the database to know one. */
export class Lines {
  readonly #lines = new Map<string, Line>()
  readonly #withoutRoom = new Set<string>()
  readonly #subscriber: RedisClient
  readonly #orm: MikroORM

  constructor(orm: MikroORM, redis: RedisClient) {
    this.#orm = orm
    this.#subscriber = subscriberOf(redis)
    // The client subscribes again after a loss; each replica runs its own ticks meanwhile.
    this.#subscriber.on('error', () => {})
    this.#subscriber.on('smessage', (channel: string, message: string) => {
      const line = this.#lines.get(onSaleOf(channel))
      const news = JSON.parse(message) as Snapshot | TakenOver
      if ('device' in news) line?.audience.takeOver(news.person, news.device)
      else line?.apply(news)
    })
  }

  [Symbol.iterator](): IterableIterator<Line> {
    return this.#lines.values()
  }

  find(onSaleId: string): Line | undefined {
    return this.#lines.get(onSaleId)
  }

  /** @throws Refusal 404 UNKNOWN_ON_SALE, 409 NO_WAITING_ROOM. */
  get(onSaleId: string): Line {
    const line = this.#lines.get(onSaleId)
    if (line) return line
    if (this.#withoutRoom.has(onSaleId))
      throw new Refusal('NO_WAITING_ROOM', 409, 'This sale has no waiting room. You can choose seats right away.')
    throw new Refusal('UNKNOWN_ON_SALE', 404, 'We do not know this sale.')
  }

  /** Learns the on-sales that came, changed or ended since the last time, at whichever replica. */
  async refresh(em: EntityManager): Promise<void> {
    const onSales = new Map((await currentOnSales(em)).map((sale) => [sale.id, sale]))
    this.#withoutRoom.clear()
    for (const sale of onSales.values()) {
      if (sale.waitingRoom) this.#keep(sale)
      else this.#withoutRoom.add(sale.id)
    }
    for (const line of this.#lines.values()) if (!onSales.get(line.id)?.waitingRoom) this.#drop(line)
  }

  #keep(sale: OnSale): void {
    measureSale(sale)
    const known = this.#lines.get(sale.id)
    if (known) {
      known.sale = sale
      return
    }
    this.#lines.set(sale.id, new Line(sale, this.#orm))
    this.#subscriber.ssubscribe(lineChannel(sale.id)).catch(() => {})
  }

  #drop(line: Line): void {
    this.#lines.delete(line.id)
    this.#subscriber.sunsubscribe(lineChannel(line.id)).catch(() => {})
    line.audience.close(SOCKET_CLOSE.unknown, 'This sale is over.')
    forgetLine(line.id)
  }

  stop(): void {
    this.#subscriber.disconnect()
  }
}
