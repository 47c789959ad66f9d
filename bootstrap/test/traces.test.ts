import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test, { type TestContext } from 'node:test'
import { freePort, until } from '@tiketi/kit/testing'
import { account, type Client, putOnSale } from './purchase/shop.ts'
import { type Purchase, steps } from './purchase/steps.ts'
import { wholeSystem } from './whole-system.ts'

const PATIENCE = { timeoutMs: 60_000 }
const CONFIG = join(import.meta.dirname, '../collector/config.yaml')

test('the three flows arrive at X-Ray, each as one trace through every service, store and event', async (t) => {
  const collector = await collectorAt(t)
  const system = await wholeSystem(t, { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
  const show = await putOnSale(system)
  const purchase: Purchase = { buyer: await account(system, `buyer-${randomUUID()}@example.com`), show, seats: [1, 2] }
  const { buyer } = purchase
  const go = async (from: string, to: string) => {
    const names = Object.keys(steps)
    for (const name of names.slice(names.indexOf(from), names.indexOf(to) + 1)) await steps[name]!(purchase)
  }

  const admission = newTrace()
  carry(buyer, admission.w3c)
  await go('the buyer is in line', 'the buyer is in line')
  await hello(system.url, purchase, admission.w3c)
  await go('the buyer is called', 'the seats are held')

  const buying = newTrace()
  carry(buyer, buying.w3c)
  assert.equal((await buyer.get('/api/auth/me')).status, 200)
  const { events } = (await buyer.get('/api/event/events?q=night')).body
  assert.equal((await buyer.get(`/api/event/events/${events[0].id}`)).status, 200)
  assert.equal((await buyer.get(`/api/reservation/holds/${purchase.hold!.id}`)).status, 200)
  await go('the payment is prepared', 'the bank has approved')

  const telling = newTrace()
  carry(buyer, telling.xray)
  await go('the payment is confirmed', 'the mail is there')

  await t.test('queue -> reservation: in line, called, admitted, seats held', async () => {
    await collector.holds(admission.id, [
      'queue: POST /api/queue/on-sales/:onSaleId/entries',
      'queue: redis evalsha',
      'queue: GET /ws/queue/on-sales/:onSaleId',
      'queue: websocket hello',
      'queue: POST /api/queue/on-sales/:onSaleId/pass',
      'queue: postgresql insert',
      'reservation: POST /api/reservation/holds',
      'reservation: postgresql insert',
      'queue: handle reservation.held',
    ])
  })

  await t.test('auth -> event -> reservation -> payment: who, what, which seats, and the money', async () => {
    await collector.holds(buying.id, [
      'auth: GET /api/auth/me',
      'event: GET /api/event/events',
      'event: GET /api/event/events/:id',
      'reservation: GET /api/reservation/holds/:id',
      'payment: POST /api/payment/payments',
      'payment: POST reservation-service',
      'reservation: POST /internal/reservations/:id/extend',
      'payment: postgresql insert',
    ])
  })

  await t.test('payment -> notification: by an X-Ray header, through the events, to the mail', async () => {
    await collector.holds(telling.id, [
      'payment: POST /api/payment/confirmations',
      'reservation: POST /internal/reservations/:id/capture',
      'reservation: handle payment.captured',
      'notification: handle reservation.confirmed',
    ])
  })

  await t.test('every span but the first has its parent in the trace', () => {
    for (const { id, root } of [admission, buying, telling]) {
      const spans = collector.spans.filter(({ traceId }) => traceId === id)
      const known = new Set([root, ...spans.map(({ spanId }) => spanId)])
      assert.deepEqual(
        spans.filter(({ parentSpanId }) => !known.has(parentSpanId)).map(({ name }) => name),
        [],
      )
    }
  })

  await t.test('what was sent was signed for X-Ray, and tells nobody anything of a person', () => {
    assert.ok(collector.signatures.length > 0)
    for (const signature of collector.signatures)
      assert.match(
        signature,
        /^AWS4-HMAC-SHA256 Credential=tester\/\d{8}\/ap-northeast-2\/xray\/aws4_request, .*Signature=[0-9a-f]{64}$/,
      )
    const { payment, pass, place, redirect } = purchase
    const secrets = [
      buyer.token!,
      buyer.id,
      pass!,
      place!.placeTicket,
      payment!.orderId,
      redirect!.paymentKey,
      'example.com',
    ]
    for (const secret of secrets) assert.ok(!collector.received().includes(secret), secret)
  })
})

interface Span {
  service: string
  traceId: string
  spanId: string
  parentSpanId: string
  name: string
}

/** A trace as a browser that is looked at would begin it, in the headers of both standards. */
function newTrace() {
  const [id, root] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')]
  return {
    id,
    root,
    w3c: { traceparent: `00-${id}-${root}-01` },
    xray: { 'x-amzn-trace-id': `Root=1-${id.slice(0, 8)}-${id.slice(8)};Parent=${root};Sampled=1` },
  }
}

/** From now on every request carries these headers. */
function carry(client: Client, headers: Record<string, string>) {
  client.send = (method, path, body, more) =>
    Object.getPrototypeOf(client).send.call(client, method, path, body, { ...more, ...headers })
}

/** Opens the line's socket, says who it is, and hears of the line. */
async function hello(url: string, { show, place }: Purchase, headers: Record<string, string>) {
  // A browser sends none of its own, but whatever stands before the services may.
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/queue/on-sales/${show.onSaleId}`, { headers } as never)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', placeTicket: place!.placeTicket }))
  await once(socket, 'message')
  socket.close()
}

/** A collector whose X-Ray is this process. */
async function collectorAt(t: TestContext) {
  const bodies: string[] = []
  const spans: Span[] = []
  const signatures: string[] = []
  const xray = createServer(async (request, response) => {
    const body = await text(request)
    bodies.push(body)
    spans.push(...spansOf(body))
    signatures.push(request.headers.authorization ?? '')
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(xray, 'listening')
  t.after(() => {
    xray.closeAllConnections()
    xray.close()
  })
  const port = await freePort()
  const collector = spawn(process.env.TIKETI_TEST_OTELCOL!, ['--config', CONFIG], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      OTLP_PORT: String(port),
      XRAY_TRACES_ENDPOINT: `http://127.0.0.1:${(xray.address() as AddressInfo).port}/v1/traces`,
      AWS_ACCESS_KEY_ID: 'tester',
      AWS_SECRET_ACCESS_KEY: 'of this test only',
    },
  })
  const said: string[] = []
  collector.stderr.on('data', (data) => said.push(String(data)))
  t.after(() => collector.kill())
  await until(() => {
    assert.equal(collector.exitCode, null, said.join(''))
    return said.join('').includes('Everything is ready')
  }, PATIENCE)

  const namesIn = (id: string) =>
    new Set(spans.filter(({ traceId }) => traceId === id).map((span) => `${span.service}: ${span.name}`))
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    signatures,
    received: () => bodies.join(''),
    /** Waits until spans of these services and names have arrived in the trace. */
    async holds(id: string, wanted: string[]) {
      const missing = () => wanted.filter((name) => !namesIn(id).has(name))
      await until(() => missing().length === 0, PATIENCE).catch(() => {
        assert.deepEqual(missing(), [], `there are ${[...namesIn(id)].sort().join(', ')}`)
      })
    },
  }
}

function spansOf(body: string): Span[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: {
      resource: { attributes: { key: string; value: { stringValue?: string } }[] }
      scopeSpans: { spans: Omit<Span, 'service'>[] }[]
    }[]
  }
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service: name.replace('-service', '') })))
  })
}
