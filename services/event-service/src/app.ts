import { consume } from '@tiketi/kit/consume'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import { AnswerCache } from './answer-cache.ts'
import { addBuyerRoutes } from './buyer-routes.ts'
import type { Config } from './config.ts'
import { eventHandlers } from './events.ts'
import { addImageRoutes } from './image-routes.ts'
import { imageStore } from './image-store.ts'
import { startJobs } from './jobs.ts'
import { addOrganiserRoutes } from './organiser-routes.ts'
import { database } from './orm.ts'
import { addPlanRoutes } from './plan-routes.ts'
import { posterForPrint } from './poster-for-print.ts'
import { addServiceRoutes } from './service-routes.ts'
import { addVoucherRoutes } from './voucher-routes.ts'

export async function createEventService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const cache = new AnswerCache(redis)
  const store = imageStore(config)

  const app = await createApp({ service: 'event', config, log, orm, redis })
  addBuyerRoutes(app, cache)
  addPlanRoutes(app)
  addOrganiserRoutes(app)
  addVoucherRoutes(app)
  addImageRoutes(app, store)
  addServiceRoutes(app, (em, eventId) => posterForPrint(em, { store, config, log }, eventId))
  const consumer = consume({
    orm,
    redis,
    service: 'event',
    handlers: eventHandlers(cache),
    log,
    roleFile: config.POD_ROLE_FILE,
  })
  const jobs = startJobs(orm, log)

  app.addHook('preClose', async () => {
    await Promise.all([consumer.stop(), ...jobs.map((job) => job.stop())])
  })
  app.addHook('onClose', async () => store.close())
  return app
}
