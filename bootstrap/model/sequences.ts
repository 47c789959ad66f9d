import type { Lifetime } from '@tiketi/kit/testing'
import * as fc from 'fast-check'
import { newModel } from './model.ts'
import type { Step } from './step.ts'
import { type Ground, layGround, sweep, World } from './world.ts'

const LONGEST = 16
/** Side by side, each on a ground of its own: much of the time they wait for the services' jobs. */
const LANES = 6
/** A sequence that fails is made shorter for as long. */
const MOST_MS = 120_000

interface Sequences {
  /** Of the first; each has the number after the one before it. */
  seed: number
  count: number
  /** What they are made of. */
  commands: fc.Arbitrary<Step>[]
  /** After each. */
  ended?: (steps: number) => void
}

/**
 * Plays random sequences of commands, and sweeps everything at the end.
 *
 * @throws Error at the first that fails, with its seed and with the shortest sequence found that fails, too.
 */
export async function playSequences(t: Lifetime, { seed, count, commands, ended }: Sequences): Promise<void> {
  let next = seed
  let failed = false
  const lane = async () => {
    try {
      const ground = await layGround(t)
      while (next < seed + count && !failed) {
        const steps = await play(ground, commands, next++)
        ended?.(steps)
      }
      if (!failed) await sweep(ground)
    } catch (error) {
      failed = true
      throw error
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(LANES, count) }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** @returns how many commands were run. */
async function play(ground: Ground, commands: fc.Arbitrary<Step>[], seed: number): Promise<number> {
  let steps = 0
  const sequences = fc.noBias(fc.commands(commands, { maxCommands: LONGEST, size: 'max', disableReplayLog: true }))
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const world = await World.begin(ground)
    await fc.asyncModelRun(async () => ({ model: newModel(), real: world }), sequence)
    steps += world.steps
  })
  const limits = { interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: true }
  const result = await fc.check(property, { seed, numRuns: 1, ...limits })
  if (result.failed) {
    const cause = result.errorInstance
    throw new Error(`The sequence of seed ${seed} fails.\n${fc.defaultReportMessage(result)}\n${cause}`, { cause })
  }
  return steps
}
