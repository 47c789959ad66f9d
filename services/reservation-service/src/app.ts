import { createAsk } from '@tiketi/kit/ask'
import { consume } from '@tiketi/kit/consume'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import { tellAnnouncedSeats } from './announce-seats.ts'
import { bestSeats } from './best-seats.ts'
import type { Config } from './config.ts'
import { eventHandlers } from './events.ts'
import { gradesLeft } from './grades-left.ts'
import { holdStrain } from './hold-strain.ts'
import { addInternalRoutes } from './internal-routes.ts'
import { startJobs } from './jobs.ts'
import { addOrganiserRoutes } from './organiser-routes.ts'
import { database } from './orm.ts'
import { passChecker } from './pass.ts'
import { performances as performancesOf } from './performances.ts'
import { posters } from './posters.ts'
import { addRoutes } from './routes.ts'
import { seatFeed } from './seat-feed.ts'
import { seatStatesReader } from './seat-states.ts'
import { seatVersions } from './seat-versions.ts'
import { seatsLeft } from './seats-left.ts'

export async function createReservationService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const ask = createAsk('reservation', { event: config.EVENT_URL }, config.SERVICE_TOKEN_KEYS)
  const performances = performancesOf(orm)
  const versions = seatVersions(redis)
  const states = seatStatesReader(orm, performances, versions)
  const feed = seatFeed({ states, versions, performances, log })
  tellAnnouncedSeats(orm, versions.tell)

  const app = await createApp({ service: 'reservation', config, log, orm, redis })
  const strain = holdStrain(app)
  addRoutes(app, {
    posterOf: posters(ask, log),
    config,
    performances,
    states,
    bestSeats: bestSeats(states),
    feed,
    checkPass: passChecker(config.PASS_JWKS_URL),
  })
  addOrganiserRoutes(app)
  addInternalRoutes(app, {
    ticketKey: config.TICKET_KEY,
    performances,
    seatsLeft: seatsLeft(orm),
    gradesLeft: gradesLeft({ orm, performances, states }),
    strain,
  })
  const consumer = consume({
    orm,
    redis,
    service: 'reservation',
    handlers: eventHandlers(ask, log),
    log,
    roleFile: config.POD_ROLE_FILE,
  })
  const jobs = startJobs(orm, log)

  app.addHook('preClose', async () => {
    await Promise.all([feed.stop(), consumer.stop(), ...jobs.map((job) => job.stop())])
  })
  app.addHook('onClose', async () => {
    versions.close()
    await ask.close()
  })
  return app
}
