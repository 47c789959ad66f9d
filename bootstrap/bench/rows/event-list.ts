import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startChild } from '../../local/child.ts'
import { between, weighed } from '../between.ts'
import { drive } from '../drive.ts'
import type { Row } from '../row.ts'

const AMOUNT = 30_000
const PATH = '/api/event/events?limit=12'
/** Node writes these by itself. */
const BY_NODE = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

export const eventList: Row = {
  name: 'event-list',
  title: 'event list, cached, beside bare node:http',
  goal: 0.3,
  async measure({ system, origin, folder }) {
    const answer = await fetch(origin('event') + PATH)
    if (!answer.ok) throw new Error(`The event list is answered with ${answer.status}: ${await answer.text()}`)
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => !BY_NODE.has(name)))
    const file = join(folder, 'event-list.json')
    await writeFile(file, JSON.stringify({ headers, body: await answer.text() }))

    const port = Promise.withResolvers<string>()
    const args = [new URL('../bare-server.ts', import.meta.url).pathname, file]
    const bare = await startChild({ name: 'bare node:http', command: process.execPath, args, onLine: port.resolve })
    try {
      const ask = (url: string, amount = AMOUNT) =>
        drive({ origin: url, question: { path: PATH }, amount, status: 200 })
      const bareUrl = `http://127.0.0.1:${await port.promise}`
      for (const url of [bareUrl, origin('event')]) await ask(url, AMOUNT / 5)
      return await between(
        async () => (await ask(bareUrl)).perSecond,
        () => weighed(system.pid('event'), AMOUNT, () => ask(origin('event'))),
      )
    } finally {
      await bare.stop()
    }
  },
}
