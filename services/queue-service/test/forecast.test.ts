import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registry } from '@tiketi/kit/metrics'
import { until } from '@tiketi/kit/testing'
import { storeOnSale } from '../src/store-on-sale.ts'
import { onSale, stage } from './stage.ts'

async function measured(name: string, onSaleId: string): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get()
  return metric?.values.find(({ labels }) => labels.on_sale === onSaleId)?.value
}

test('a coming sale says when it opens and for how many seats; a cancelled one for none', async (t) => {
  const { orm, start } = await stage(t)
  const opensAt = new Date(Date.now() + 3_600_000)
  const sale = onSale({ seats: 1_200, opensAt: opensAt.toISOString() })
  await storeOnSale(orm.em.fork(), sale)
  await start()
  await until(async () => (await measured('queue_seats', sale.id)) === 1_200)
  assert.equal(await measured('queue_opens_at_seconds', sale.id), opensAt.getTime() / 1_000)

  await storeOnSale(orm.em.fork(), { ...sale, version: 2, cancelled: true })
  await until(async () => (await measured('queue_seats', sale.id)) === 0)
})
