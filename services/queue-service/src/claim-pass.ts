import type { EntityManager } from '@mikro-orm/postgresql'
import type { Pass } from '@tiketi/contracts/queue'
import type { TokenSigner } from '@tiketi/kit/access-token'
import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import { decodeJwt } from 'jose'
import { noteAdmission, wasAdmitted } from './admission.ts'
import type { Line } from './line.ts'
import { lineKeys } from './line-keys.ts'
import { admittedTotal } from './metrics.ts'
import type { Place } from './place-ticket.ts'
import { lineAway, lineClosed } from './refusals.ts'
import { step } from './step.ts'

const PASS_SECONDS = 600

interface ClaimPass {
  em: EntityManager
  line: Line
  signer: TokenSigner
  place: Place
}

/** Gives a called person the pass: the same one until it runs out, however often it is claimed. */
export async function claimPass(redis: RedisClient, claiming: ClaimPass): Promise<Pass> {
  const { em, line, signer, place } = claiming
  if (place.number === 0)
    throw new Refusal('NOT_YET', 409, 'It is not your turn yet.', { watermark: line.seen.watermark })
  const asked = await claim(redis, place)
  const [outcome, value, isNew] =
    asked[0] === 'CALLED'
      ? await claim(redis, place, await signer.sign({ sub: place.personId, sale: place.onSaleId }, PASS_SECONDS))
      : asked
  if (outcome !== 'PASS') throw await refusalFor(outcome, value, claiming)

  const pass = String(value)
  const { jti, exp } = decodeJwt(pass) as { jti: string; exp: number }
  const expiresAt = new Date(exp * 1_000)
  // Redis remembers the pass already; should this fail, the next claim gets the same one and writes it down.
  const { onSaleId, epoch, number, personId } = place
  await noteAdmission(em, { onSaleId, epoch, number, personId, jti, pass, expiresAt })
  if (isNew === 1) admittedTotal.inc({ on_sale: onSaleId })
  line.wake()
  return { pass, expiresAt: expiresAt.toISOString(), serverTime: new Date().toISOString() }
}

type Reply = [outcome: Outcome, value?: number | string, isNew?: number]
type Outcome = 'LOST' | 'GONE' | 'CLOSED' | 'NOT_YET' | 'MISSED' | 'OVER' | 'CALLED' | 'PASS'

async function claim(redis: RedisClient, place: Place, pass?: string): Promise<Reply> {
  const { onSaleId, epoch, number, personId } = place
  const k = lineKeys(onSaleId, epoch)
  return (await step(redis, 'claim')(
    [k.line, k.places, k.called, k.inside, k.passes, k.missed, k.returning, k.recalled],
    [epoch, personId, number, ...(pass ? [pass, decodeJwt(pass).exp! * 1_000] : [])],
  )) as Reply
}

async function refusalFor(outcome: Outcome, value: unknown, { em, line, place }: ClaimPass): Promise<Refusal> {
  switch (outcome) {
    case 'NOT_YET':
      return new Refusal('NOT_YET', 409, 'It is not your turn yet.', { watermark: value })
    case 'MISSED':
      line.wake()
      return new Refusal('CALL_MISSED', 409, 'You missed your call. We call you once more, before others.', {
        calledAgain: true,
      })
    case 'OVER':
      if (await wasAdmitted(em, place))
        return new Refusal('PASS_EXPIRED', 409, 'Your time for choosing seats is over. You can join the line again.')
      return new Refusal('CALL_MISSED', 409, 'You missed your call. You can join the line again.', {
        calledAgain: false,
      })
    case 'CLOSED':
      return lineClosed()
    case 'GONE':
      return new Refusal('PLACE_GONE', 409, 'This place in the line is not yours any more. You can join again.')
    default:
      if (place.epoch < line.seen.epoch)
        return new Refusal('LINE_RESTARTED', 409, 'The line had to begin anew. Please join it again.')
      return lineAway()
  }
}
