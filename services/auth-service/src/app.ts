import { ACCESS, signingKeys } from '@tiketi/kit/access-token'
import { type App, createApp } from '@tiketi/kit/create-app'
import { connectDatabase } from '@tiketi/kit/database'
import type { Log } from '@tiketi/kit/log'
import { connectRedis } from '@tiketi/kit/redis'
import { addAccountRoutes } from './account-routes.ts'
import type { Config } from './config.ts'
import { googleOf } from './google.ts'
import { addGoogleRoutes } from './google-routes.ts'
import { addInternalRoutes } from './internal-routes.ts'
import { startJobs } from './jobs.ts'
import { mailTokens } from './mail-token.ts'
import { database } from './orm.ts'
import { pacing } from './pace.ts'
import { addProfileRoutes } from './profile-routes.ts'
import { addRoleRoutes } from './role-routes.ts'
import { sessionAnswer } from './session-answer.ts'
import { addSessionRoutes } from './session-routes.ts'
import { siege } from './siege.ts'

export async function createAuthService(config: Config, log: Log): Promise<App> {
  const orm = await connectDatabase(database, config, log)
  const redis = connectRedis(config, log)
  const signer = signingKeys(config.SIGNING_KEYS, ACCESS)
  const links = mailTokens(config.MAIL_TOKEN_KEY)
  const pace = pacing(redis)
  const attack = siege(redis, config)
  const answer = sessionAnswer(config, signer)

  const app = await createApp({ service: 'auth', config, log, orm, redis })
  addAccountRoutes(app, { links, pace, attack, answer })
  addSessionRoutes(app, { config, signer, pace, attack, answer })
  addGoogleRoutes(app, { config, google: googleOf(config), answer })
  addProfileRoutes(app, { pace, answer })
  addRoleRoutes(app)
  addInternalRoutes(app, links)
  const jobs = startJobs(orm.em, log)

  app.addHook('preClose', async () => {
    await Promise.all(jobs.map((job) => job.stop()))
  })
  return app
}
