import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Figure, none, told } from '../proof/figures.ts'
import { prove } from '../proof/prove.ts'
import { startClusterIn } from '../test/cluster.ts'
import { redisServer } from '../tools.ts'
import { commands } from './commands.ts'
import { playSequences } from './sequences.ts'

const SEQUENCES = 2_000
const TOLD_EVERY = 100

const { values } = parseArgs({
  options: { sequences: { type: 'string' }, seed: { type: 'string' }, json: { type: 'string' } },
})
const count = Number(values.sequences ?? SEQUENCES)
const seed = Number(values.seed ?? randomInt(2 ** 31))

await prove({ name: 'model', json: values.json, measure: play })

async function play(folder: string): Promise<Figure[]> {
  await using begun = new AsyncDisposableStack()
  const cluster = await startClusterIn(folder)
  begun.defer(() => cluster.stop())
  await cluster.provide()
  process.env.TIKETI_TEST_REDIS_SERVER = await redisServer()

  console.log(`Playing ${count} sequences of commands from seed ${seed} …`)
  const start = performance.now()
  let played = 0
  let steps = 0
  let failed = 0
  try {
    await playSequences(
      { after: (end) => begun.defer(async () => void (await end())) },
      {
        seed,
        count,
        commands,
        ended(of) {
          steps += of
          if (++played % TOLD_EVERY === 0) console.log(`${played} played`)
        },
      },
    )
  } catch (error) {
    failed = 1
    console.error((error as Error).message)
  }
  return [
    told('sequences', played, 'sequences'),
    told('commands, after each of which seats and money agreed', steps, 'commands'),
    none('sequences that fail', failed, 'sequences'),
    told('time', (performance.now() - start) / 1_000, 's'),
  ]
}
