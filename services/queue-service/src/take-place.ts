import type { RedisClient } from '@tiketi/kit/redis'
import { Refusal } from '@tiketi/kit/refusal'
import type { Line } from './line.ts'
import { lineChannel, lineKeys } from './line-keys.ts'
import { lineAway } from './refusals.ts'
import { step } from './step.ts'

const TAKEOVERS_AN_HOUR = 5

/**
 * Binds a person's place to the device that asks; the one that had it hears so.
 *
 * @throws Refusal 429 TOO_MANY_DEVICES.
 */
export async function takePlace(
  redis: RedisClient,
  { line, personId, device }: { line: Line; personId: string; device: string },
): Promise<void> {
  const { epoch } = line.seen
  const { line: key, devices, takeovers } = lineKeys(line.id, epoch)
  const [outcome, waitMs] = (await step(redis, 'device')(
    [key, devices, takeovers],
    [epoch, personId, device, TAKEOVERS_AN_HOUR, lineChannel(line.id)],
  )) as [string, number]
  if (outcome === 'LOST') {
    line.miss()
    throw lineAway()
  }
  if (outcome === 'TOO_OFTEN')
    throw new Refusal(
      'TOO_MANY_DEVICES',
      429,
      'Your place has moved between devices too often. It stays where it is.',
      {
        retryAfterSeconds: Math.ceil(waitMs / 1_000),
      },
    )
}
