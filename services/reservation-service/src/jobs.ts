import type { MikroORM } from '@mikro-orm/postgresql'
import { purgeIdempotencyKeys } from '@tiketi/kit/idempotency'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import { expireHolds } from './expire-holds.ts'
import { lapseGifts } from './lapse-gifts.ts'
import { lapseOffers } from './lapse-offers.ts'
import { offerPlaces } from './offer-places.ts'
import { returnPlaces } from './return-places.ts'
import { runRefunds } from './run-refunds.ts'

export function startJobs(orm: MikroORM, log: Log): Job[] {
  return [
    every(1_000, 'expire holds', () => expireHolds(orm.em), log),
    every(1_000, 'lapse gifts', () => lapseGifts(orm.em), log),
    every(1_000, 'lapse offers', () => lapseOffers(orm.em), log),
    every(1_000, 'offer places', () => offerPlaces(orm.em.fork()), log),
    every(1_000, 'return places', () => returnPlaces(orm.em), log),
    every(1_000, 'run refunds', () => runRefunds(orm.em.fork(), log), log),
    every(600_000, 'purge idempotency keys', () => purgeIdempotencyKeys(orm), log),
  ]
}
