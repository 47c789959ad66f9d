import type { EntityManager } from '@mikro-orm/postgresql'
import type { RedisClient } from '@tiketi/kit/redis'
import { lineKeys } from './line-keys.ts'
import { step } from './step.ts'

/** Numbers set aside in PostgreSQL at a time, so that giving one needs no write there. */
export const NUMBERS_AT_ONCE = 100_000

interface ReserveNumbers {
  onSaleId: string
  epoch: number
  /** The highest number that may be given now. */
  ceiling: number
}

/** Sets more numbers aside for a line. Any number of replicas may do it at once; it happens once. */
export async function reserveNumbers(
  em: EntityManager,
  redis: RedisClient,
  { onSaleId, epoch, ceiling }: ReserveNumbers,
): Promise<void> {
  await em.execute(
    'update queue.on_sale set numbers_reserved = ? where id = ? and epoch = ? and numbers_reserved = ?',
    [ceiling + NUMBERS_AT_ONCE, onSaleId, epoch, ceiling],
  )
  const [row] = await em.execute<{ reserved: number }[]>(
    'select numbers_reserved as reserved from queue.on_sale where id = ? and epoch = ?',
    [onSaleId, epoch],
  )
  if (row) await step(redis, 'raise')([lineKeys(onSaleId, epoch).line], [epoch, row.reserved])
}
