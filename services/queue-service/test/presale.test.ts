import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { join, joined, openLine, stage } from './stage.ts'

test('only those who entered a presale stand in its line, and they keep their place when nobody can say so', async (t) => {
  const entered = new Set<string>()
  const reservation = await answering(t, entered)
  const all = await stage(t, { RESERVATION_URL: reservation.url })
  const app = await all.start()
  const id = await openLine(all, app, { isPresale: true })
  const [fan, other] = [await all.person(), await all.person()]
  entered.add(fan.id)

  const place = await joined(app, id, fan)
  assert.equal(place.number, 1)
  const refused = await join(app, id, other)
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'PRESALE_CODE_NEEDED'])

  await reservation.close()
  const again = await joined(app, id, fan, { placeTicket: place.placeTicket })
  assert.equal(again.number, 1)
  const unknown = await join(app, id, await all.person())
  assert.deepEqual([unknown.statusCode, unknown.json().code], [503, 'SERVICE_AWAY'])
})

/** Says who has entered, as reservation-service does; its own tests show how it knows. */
async function answering(t: TestContext, entered: Set<string>) {
  const server = createServer(({ url }, response) => {
    const person = /presale-entries\/([\w-]+)$/.exec(url ?? '')?.[1]
    response.writeHead(person ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(person ? { entered: entered.has(person) } : { code: 'NOT_FOUND', status: 404 }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  async function close() {
    server.closeAllConnections()
    if (server.listening) await new Promise((done) => server.close(done))
  }
  t.after(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
