import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import test from 'node:test'
import { gatewayBefore, httpText, sendRaw } from './stand.ts'

const ASK = `GET /ws/queue?onSale=7 HTTP/1.1
Host: tiketi.test
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Version: 13
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

`.replaceAll('\n', '\r\n')

/** Accepts every upgrade, greets at once and sends back what it hears. */
function echoing(service: Server): Promise<{ socket: Socket; url: string; key: string }> {
  return new Promise((resolve) =>
    service.on('upgrade', (request, socket: Socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n')
      socket.write(`Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nwelcome`)
      socket.pipe(socket)
      resolve({ socket, url: request.url!, key: request.headers['sec-websocket-key']! })
    }),
  )
}

async function ask(port: number): Promise<Socket> {
  const client = connect(port, '127.0.0.1').setEncoding('utf8')
  // In one packet with the request, as an eager client sends it.
  client.write(`${ASK}early`)
  return client
}

async function hear(client: Socket, words: string): Promise<string> {
  let heard = ''
  for await (const text of client.iterator({ destroyOnReturn: false })) {
    heard += text
    if (heard.includes(words)) return heard
  }
  throw new Error(`The socket closed without "${words}": ${heard}`)
}

test('a WebSocket is joined both ways, with the path, the key and every early byte', async (t) => {
  const { port, service } = await gatewayBefore(t, (_, response) => response.end())
  const accepted = echoing(service)
  const client = await ask(port)
  t.after(() => client.destroy())
  const first = await hear(client, 'early')
  assert.match(first, /^HTTP\/1.1 101 .*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=.*welcome/s)
  client.write('later')
  await hear(client, 'later')
  const { url, key } = await accepted
  assert.deepEqual([url, key], ['/ws/queue?onSale=7', 'dGhlIHNhbXBsZSBub25jZQ=='])
})

test('whoever leaves a WebSocket first takes the other side along', async (t) => {
  for (const leaver of ['client', 'service'] as const) {
    const { port, service } = await gatewayBefore(t, (_, response) => response.end())
    const accepted = echoing(service)
    const client = await ask(port)
    await hear(client, 'early')
    const { socket } = await accepted
    const [leaving, staying] = leaver === 'client' ? [client, socket] : [socket, client]
    const closed = once(staying, 'close')
    leaving.on('error', () => {})
    leaving.destroy()
    staying.resume()
    await closed
  }
})

test('a refused upgrade comes back as the service said it, and one to nowhere or to an absent service as a problem', async (t) => {
  const { port, service } = await gatewayBefore(t, (_, response) => response.writeHead(401).end('who are you'))
  assert.match(await sendRaw(port, ASK), /^HTTP\/1.1 401 .*who are you/s)
  assert.match(await sendRaw(port, ASK.replace('/ws/queue', '/internal/x')), /^HTTP\/1.1 404 .*NOT_FOUND/s)
  assert.match(await sendRaw(port, ASK.replace('/ws/queue', '/ws/queue/../x')), /^HTTP\/1.1 400 /)
  service.close()
  service.closeAllConnections()
  assert.match(await sendRaw(port, ASK), /^HTTP\/1.1 503 .*retry-after: 2.*SERVICE_AWAY/s)
})

test('an offer of another protocol is an ordinary request', async (t) => {
  const { port } = await gatewayBefore(t, (incoming, response) => response.end(`upgrade: ${incoming.headers.upgrade}`))
  const answer = await sendRaw(port, httpText('GET /api/event/events HTTP/1.1\nUpgrade: h2c'))
  assert.match(answer, /^HTTP\/1.1 200 .*upgrade: undefined/s)
})
