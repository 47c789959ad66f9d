import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { step } from '../src/step.ts'
import { bareLine } from './line.ts'

const PEOPLE = 20_000
/** Of the 555 MiB that the smallest node of a cluster has for data, fifty thousand people take 20 MB. */
const BYTES_A_PERSON = 400

test('a person who waits costs Redis less than 400 bytes, in the lobby as in the line, device and all', async (t) => {
  const line = await bareLine(t, { drawn: 0, gathering: 1 })
  const { redis, keys } = line
  const used = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1])
  const before = await used()
  const people = Array.from({ length: PEOPLE }, () => randomUUID())
  const inParts = async (run: (some: string[], from: number, last: boolean) => Promise<unknown>) => {
    for (let from = 0; from < PEOPLE; from += 1_000)
      await run(people.slice(from, from + 1_000), from, from + 1_000 >= PEOPLE)
  }

  await inParts((some) =>
    Promise.all(
      some.map((person) =>
        step(redis, 'device')([keys.line, keys.devices, keys.takeovers], [1, person, 'f'.repeat(16), 5, 'channel']),
      ),
    ),
  )
  await inParts((some, from, last) =>
    step(redis, 'gather')(
      [keys.line, keys.places, keys.gathering],
      [1, Number(last), ...some.flatMap((person, at) => [from + at + 1, person])],
    ),
  )
  const gathered = ((await used()) - before) / PEOPLE
  while (
    ((await step(redis, 'number')([keys.line, keys.places, keys.gathering, keys.left], [1, 1_000])) as string[])[0] ===
    'MORE'
  );
  assert.equal(await redis.hlen(keys.places), PEOPLE)
  const numbered = ((await used()) - before) / PEOPLE
  t.diagnostic(`${gathered.toFixed(0)} bytes waiting for the draw, ${numbered.toFixed(0)} with a number`)
  assert.ok(gathered < BYTES_A_PERSON && numbered < BYTES_A_PERSON, `${gathered} and ${numbered} bytes`)
})
