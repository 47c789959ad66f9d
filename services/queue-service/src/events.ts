import { OnSaleForService } from '@tiketi/contracts/event'
import type { Ask } from '@tiketi/kit/ask'
import { handlers } from '@tiketi/kit/consume'
import type { RedisClient } from '@tiketi/kit/redis'
import type { Lines } from './lines.ts'
import { noteHold, notePurchase, noteRelease } from './note-hold.ts'
import { storeOnSale } from './store-on-sale.ts'

export function eventHandlers(ask: Ask, redis: RedisClient, lines: Lines) {
  return handlers<'queue'>({
    'onsale.changed': async (em, { onSaleId }) =>
      storeOnSale(em, await ask('event', 'GET', `/internal/on-sales/${onSaleId}`, { answer: OnSaleForService })),
    'reservation.held': (_em, held) => noteHold(redis, lines.find(held.onSaleId), held),
    'reservation.released': (_em, released) => noteRelease(redis, lines.find(released.onSaleId), released),
    'reservation.confirmed': (em, bought) => notePurchase(redis, { em, line: lines.find(bought.onSaleId), bought }),
  })
}
