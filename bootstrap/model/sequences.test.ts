import { test } from 'node:test'
import * as fc from 'fast-check'
import { commands } from './commands.ts'
import { type Model, type World, worlds } from './world.ts'

const SEQUENCES = 200
const LONGEST = 10
/** A sequence that fails is made shorter for as long. */
const MOST_MS = 120_000

/** Everything but holding needs somebody who holds seats. */
async function begun(newWorld: () => Promise<World>): Promise<{ model: Model; real: World }> {
  const real = await newWorld()
  const { id } = await real.buyers[0]!.held(real.performanceId, [0, 1])
  return { model: { orders: [{ id, buyer: 0, seats: [0, 1], state: 'held' }] }, real }
}

/** Named by every run, and given to have the same sequences again. */
const seed = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`whatever people and the bank do in whatever order, after each step seats and money agree (MODEL_SEED=${seed})`, async (t) => {
  const newWorld = await worlds(t)
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: LONGEST, size: 'max' }), (sequence) =>
      fc.asyncModelRun(() => begun(newWorld), sequence),
    ),
    { numRuns: SEQUENCES, seed, interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: true },
  )
})
