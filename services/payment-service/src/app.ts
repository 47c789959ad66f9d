import { createAsk } from '@tiketi/kit/ask'
import { consume } from '@tiketi/kit/consume'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import { Bank } from './bank.ts'
import type { Config } from './config.ts'
import { eventHandlers } from './events.ts'
import { addFinanceRoutes } from './finance-routes.ts'
import { startJobs } from './jobs.ts'
import { database } from './orm.ts'
import { addRoutes } from './routes.ts'
import type { Settling } from './settle-payment.ts'

export async function createPaymentService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const ask = createAsk('payment', { reservation: config.RESERVATION_URL }, config.SERVICE_TOKEN_KEYS)
  const bank = new Bank(config)
  const settling: Settling = { ask, bank, log, leaseSeconds: config.SETTLE_LEASE_SECONDS }

  const app = await createApp({ service: 'payment', config, log, orm, redis })
  addRoutes(app, config, settling)
  addFinanceRoutes(app)
  const consumer = consume({
    orm,
    redis,
    service: 'payment',
    handlers: eventHandlers,
    log,
    roleFile: config.POD_ROLE_FILE,
  })
  const jobs = startJobs(orm, settling)

  app.addHook('preClose', async () => {
    await Promise.all([consumer.stop(), ...jobs.map((job) => job.stop())])
  })
  app.addHook('onClose', async () => {
    await Promise.all([ask.close(), bank.close()])
  })
  return app
}
