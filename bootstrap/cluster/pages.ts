import { join } from 'node:path'
import Fastify from 'fastify'
import { servePages } from '../local/gateway/pages.ts'

/** The storefront in a pod, where a CDN would be in the cloud: `PAGES` has its built files, `BANK_ORIGIN` the bank's script. */
const { PAGES, BANK_ORIGIN } = process.env
if (!PAGES || !BANK_ORIGIN) throw new Error('The pages need PAGES, a folder, and BANK_ORIGIN.')

const app = Fastify({ logger: false })
app.get('/health', async () => ({ status: 'ok' }))
// Nothing stands in for S3 in a cluster: its port is one at which nobody answers.
const folders = { storefront: PAGES, posters: join(PAGES, 'posters') }
await servePages(app, { ...folders, picturesPort: 9, bankOrigin: BANK_ORIGIN })
await app.listen({ host: process.env.PAGES_HOST ?? '127.0.0.1', port: Number(process.env.PAGES_PORT ?? 8080) })
process.once('SIGTERM', () => app.close())
