import type { RedisClient } from '@tiketi/kit/redis'
import type { Seen } from './line.ts'
import { lineChannel, lineKeys } from './line-keys.ts'
import type { Snapshot } from './snapshot.ts'
import { step } from './step.ts'

/** Another replica's run so shortly before does for this one too. */
const TOGETHER_MS = 50

interface Admit {
  onSaleId: string
  seen: Seen
  togetherMs?: number
}

interface Admitted {
  snapshot: Snapshot
  /** How many this run called. */
  called: number
  /** Whether reservation-service is to be asked by this replica now. */
  seatsWanted: boolean
}

/** Calls the next people of a line; nothing when the line is lost. */
export async function admit(
  redis: RedisClient,
  { onSaleId, seen, togetherMs = TOGETHER_MS }: Admit,
): Promise<Admitted | undefined> {
  const reply = await step(redis, 'admit')(Object.values(lineKeys(onSaleId, seen.epoch)), [
    seen.epoch,
    seen.last,
    seen.watermark,
    togetherMs,
    lineChannel(onSaleId),
  ])
  const [outcome, snapshot, called, ask] = reply as [string, string, number, number]
  if (outcome === 'LOST') return undefined
  return { snapshot: JSON.parse(snapshot) as Snapshot, called, seatsWanted: ask === 1 }
}
