import { signingKeys } from '@tiketi/kit/access-token'
import { createAsk } from '@tiketi/kit/ask'
import { consume } from '@tiketi/kit/consume'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { proofOfWork } from '@tiketi/kit/proof-of-work'
import { connectRedis } from '@tiketi/kit/redis'
import { beaconAt } from './beacon.ts'
import type { Config } from './config.ts'
import { addDrawRoutes } from './draw-routes.ts'
import { eventHandlers } from './events.ts'
import { startJobs } from './jobs.ts'
import { keepLines } from './keep-lines.ts'
import { Lines } from './lines.ts'
import { lobbyReceipts } from './lobby-receipt.ts'
import { addOperatorRoutes } from './operator-routes.ts'
import { database } from './orm.ts'
import { placeTickets } from './place-ticket.ts'
import { addRoutes } from './routes.ts'

const PASS = { issuer: 'tiketi-queue', audience: 'tiketi-reservation' }

export async function createQueueService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const urls = { event: config.EVENT_URL, reservation: config.RESERVATION_URL }
  const ask = createAsk('queue', urls, config.SERVICE_TOKEN_KEYS)
  const lines = new Lines(orm, redis)
  const beacon = beaconAt(config.BEACON_URL, config.PLACE_KEY)
  const tickets = placeTickets(config.PLACE_KEY)
  const app = await createApp({ service: 'queue', config, log, orm, redis })

  addRoutes(app, {
    redis,
    lines,
    tickets,
    receipts: lobbyReceipts(config.SIGNING_KEYS, config.PLACE_KEY),
    signer: signingKeys(config.SIGNING_KEYS, PASS),
    work: proofOfWork({ service: 'queue', key: config.PLACE_KEY, redis }),
    ask,
  })
  addDrawRoutes(app, { orm, lines, beacon, receipts: lobbyReceipts(config.SIGNING_KEYS, config.PLACE_KEY) })
  addOperatorRoutes(app, { redis, lines })
  await keepLines({ orm, redis, lines, beacon, log })
  const consumer = consume({
    orm,
    redis,
    service: 'queue',
    handlers: eventHandlers(ask, redis, lines),
    log,
    roleFile: config.POD_ROLE_FILE,
  })
  const jobs = startJobs({ orm, redis, ask, lines, beacon, tickets, log })

  app.addHook('preClose', async () => {
    await Promise.all([consumer.stop(), ...jobs.map((job) => job.stop())])
  })
  app.addHook('onClose', async () => {
    lines.stop()
    await ask.close()
  })
  return app
}
