import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { redisKinds } from '@tiketi/kit/testing'
import type { Socket } from '../src/audience.ts'
import { Line } from '../src/line.ts'
import { OnSale } from '../src/on-sale.ts'
import { countPresent, notePresent } from '../src/presence.ts'
import { storeOnSale } from '../src/store-on-sale.ts'
import { onSale, stage } from './stage.ts'

for (const [on, redis] of Object.entries(redisKinds))
  test(`on ${on}, a person counts once, at however many replicas and through however many sockets`, async (t) => {
    const all = await stage(t, await redis())
    const sale = onSale()
    await storeOnSale(all.orm.em.fork(), sale)
    const row = await all.orm.em.fork().findOneOrFail(OnSale, sale.id)
    const replicas = [new Line(row, all.orm), new Line(row, all.orm)]
    const people = Array.from({ length: 300 }, () => randomUUID())
    for (const [at, personId] of people.entries())
      for (const line of at % 3 === 0 ? replicas : [replicas[at % 2]!])
        for (let socket = 0; socket < 2; socket++)
          line.audience.add({} as Socket, { onSaleId: sale.id, epoch: 1, number: 0, personId, device: '' })

    const now = Date.now()
    for (const line of replicas) await notePresent(all.redis, line, now)
    const counted = await countPresent(all.redis, sale.id, now + 30_000)
    assert.ok(Math.abs(counted - 300) <= 6, `${counted} of 300 were counted`)
    assert.equal(await countPresent(all.redis, sale.id, now + 90_000), 0, 'who is gone is not counted')
  })
