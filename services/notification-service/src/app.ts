import { createAsk } from '@tiketi/kit/ask'
import { consume } from '@tiketi/kit/consume'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import type { Config } from './config.ts'
import { eventHandlers } from './events.ts'
import { startJobs } from './jobs.ts'
import { database } from './orm.ts'
import { domainOf, openPostOffice } from './post-office.ts'
import { addRoutes } from './routes.ts'

export async function createNotificationService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const ask = createAsk(
    'notification',
    { auth: config.AUTH_URL, reservation: config.RESERVATION_URL },
    config.SERVICE_TOKEN_KEYS,
  )
  const postOffice = openPostOffice(config)

  const app = await createApp({ service: 'notification', config, log, orm, redis })
  addRoutes(app)
  const consumer = consume({
    orm,
    redis,
    service: 'notification',
    handlers: eventHandlers,
    log,
    roleFile: config.POD_ROLE_FILE,
  })
  const sending = { ask, postOffice, publicUrl: config.PUBLIC_URL, domain: domainOf(config.MAIL_FROM), log }
  const jobs = startJobs(orm.em.fork(), sending)

  app.addHook('preClose', async () => {
    await Promise.all([consumer.stop(), ...jobs.map((job) => job.stop())])
  })
  app.addHook('onClose', async () => {
    postOffice.close()
    await ask.close()
  })
  return app
}
