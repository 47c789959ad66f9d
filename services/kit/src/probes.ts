import type { MikroORM } from '@mikro-orm/postgresql'
import type { FastifyInstance } from 'fastify'
import { gauge } from './metrics.ts'
import { answers, type RedisClient } from './redis.ts'

const storeUp = gauge('store_up', 'Whether a store answers: 1 or 0', ['store'])

/**
 * `/health` says that the process lives. `/ready` fails only while starting or draining: a store that is away shows in
 * its body and in a metric, since failing would take every pod out of the balancer at once.
 */
export function answerProbes(app: FastifyInstance, orm: MikroORM, redis: RedisClient): void {
  let draining = false
  app.addHook('preClose', async () => {
    draining = true
  })
  // A connection that stays open after its last answer would keep the process for the whole keep-alive time.
  app.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close')
  })
  const options = { config: { access: 'public' as const }, schema: { hide: true } }

  app.get('/health', options, async () => ({ status: 'ok' }))
  app.get('/ready', options, async (_request, reply) => {
    const [database, cache] = await Promise.all([orm.isConnected().catch(() => false), answers(redis)])
    storeUp.set({ store: 'database' }, Number(database))
    storeUp.set({ store: 'redis' }, Number(cache))
    return reply.code(draining ? 503 : 200).send({ status: draining ? 'draining' : 'ready', database, redis: cache })
  })
}
