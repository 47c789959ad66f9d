import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type ServiceName, serviceNames } from '@tiketi/contracts/routes'
import { freePort } from '@tiketi/kit/testing'
import { startGateway } from '../gateway.ts'

/** A gateway before one real HTTP server that stands for all services, and a storefront of a few files. */
export async function gatewayBefore(
  t: TestContext,
  listener: RequestListener,
  { idleTimeoutMs = 5_000, bankOrigin = 'http://bank.test' } = {},
) {
  const service = await listening(t, createServer(listener))
  const storefront = await storefrontFiles(t)
  const port = await freePort()
  const servicePorts = Object.fromEntries(serviceNames.map((name) => [name, service.port])) as Record<
    ServiceName,
    number
  >
  const pages = {
    storefront,
    posters: await posterFiles(t),
    picturesPort: service.port,
    bankOrigin,
  }
  const gateway = await startGateway({ port, servicePorts, ...pages, idleTimeoutMs })
  t.after(() => gateway.close())
  return { port, url: `http://127.0.0.1:${port}`, service: service.server }
}

export async function listening(t: TestContext, server: Server): Promise<{ server: Server; port: number }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

async function storefrontFiles(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-storefront-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Tiketi</title>')
  await writeFile(join(folder, 'robots.txt'), 'User-agent: *')
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  await writeFile(join(folder, 'assets/page-3fa9.js'), 'export {}')
  return folder
}

async function posterFiles(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tiketi-posters-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'night.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  return folder
}

/** Sends exactly these bytes on a connection of their own and gives all that comes back until it closes. */
export async function sendRaw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  return (await socket.setEncoding('utf8').toArray()).join('')
}

/** An HTTP request as text; `\n` stands for the line ends of the head. */
export function httpText(head: string, body = ''): string {
  return `${head.trim().replaceAll(/\n\s*/g, '\r\n')}\r\nHost: tiketi.test\r\nConnection: close\r\n\r\n${body}`
}
