import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { apiRoutes } from './api-routes.ts'
import { Books } from './books.ts'
import { type Core, expireDue } from './core.ts'
import { BankError, languageOf } from './errors.ts'
import { payRoutes } from './pay-routes.ts'
import { sandboxRoutes } from './sandbox-routes.ts'
import { Script } from './script.ts'
import { defaultSwitches, type Switches } from './switches.ts'
import { Webhooks } from './webhooks.ts'

const EXPIRY_SWEEP_MS = 1_000

export interface BankOptions {
  /** Where it listens; without it only on this machine. */
  host?: string
  /** 0 or nothing: any free one. */
  port?: number
  /** Where the books are kept; without it they end with the process. */
  dataFile?: string
  secretKey: string
  clientKey: string
  /** Where payment webhooks go; without it none are made. */
  webhookUrl?: string
  /** Origins whose pages may open payments. */
  shopOrigins?: readonly string[]
  shopName?: { ko: string; en: string }
  /** The bank's address as a browser sees it. */
  publicUrl?: string
  /** Added to every API call. */
  latencyMs?: number
  /** How long the slow test card takes. */
  slowCardMs?: number
  /** How long a minute of the webhook retry schedule lasts. */
  webhookMinuteMs?: number
  /** How long the shop may take to answer a webhook. */
  webhookTimeoutMs?: number
  /** The bank's clock in milliseconds, by which payments expire and are dated. */
  now?: () => number
  switches?: Partial<Switches>
}

export interface Bank {
  app: FastifyInstance
  /** `http://127.0.0.1:<port>` */
  url: string
  close(): Promise<void>
}

/** Starts a sandbox bank that speaks the Toss Payments core API, its browser script, and its own script of failures. */
export async function createBank(options: BankOptions): Promise<Bank> {
  const now = options.now ?? Date.now
  const switches: Switches = { ...defaultSwitches, ...options.switches }
  const script = new Script()
  const books = new Books(options.dataFile, now())
  const sendsWebhooks = options.webhookUrl && (switches.webhooksForTestKeys || !options.secretKey.startsWith('test_'))
  const webhooks = sendsWebhooks
    ? new Webhooks(books, script, switches, {
        url: options.webhookUrl!,
        minuteMs: options.webhookMinuteMs ?? 60_000,
        timeoutMs: options.webhookTimeoutMs ?? 10_000,
        now,
      })
    : undefined

  const core: Core = {
    books,
    script,
    switches,
    webhooks,
    now,
    keys: { secretKey: options.secretKey, clientKey: options.clientKey },
    shop: {
      mId: 'tiketi',
      name: options.shopName ?? { ko: '티케티', en: 'Tiketi' },
      origins: options.shopOrigins ?? [],
      payUrl: '',
    },
    latencyMs: options.latencyMs ?? 0,
    slowCardMs: options.slowCardMs ?? 8_000,
  }

  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-tosspayments-trace-id', randomBytes(16).toString('hex'))
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = asBankError(error)
    if (request.url.startsWith('/sandbox/') && error.statusCode === 400) {
      return reply.code(400).send({ code: 'INVALID_REQUEST', message: error.message })
    }
    return reply.code(refusal.status).send(refusal.body(languageOf(request.headers['accept-language'])))
  })
  app.setNotFoundHandler((request, reply) => {
    const refusal = new BankError('NOT_FOUND_HTTP_METHOD')
    return reply.code(refusal.status).send(refusal.body(languageOf(request.headers['accept-language'])))
  })

  apiRoutes(app, core)
  await payRoutes(app, core)
  sandboxRoutes(app, core)
  app.get('/health', () => ({ status: 'ok' }))
  app.get('/', (_request, reply) => reply.redirect('/sandbox/books'))

  const sweep = setInterval(() => expireDue(core), EXPIRY_SWEEP_MS)
  app.addHook('onClose', () => {
    clearInterval(sweep)
    webhooks?.close()
    books.close()
  })

  try {
    await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 })
  } catch (error) {
    await app.close()
    throw error
  }
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  core.shop.payUrl = `${options.publicUrl ?? url}/pay`
  return { app, url, close: () => app.close() }
}

function asBankError(error: FastifyError): BankError {
  if (error instanceof BankError) return error
  if (error.statusCode && error.statusCode < 500) return new BankError('INVALID_REQUEST')
  console.error(error)
  return new BankError('FAILED_INTERNAL_SYSTEM_PROCESSING')
}
