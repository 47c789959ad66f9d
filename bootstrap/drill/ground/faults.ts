import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image, Images } from '../node-agent/images.ts'

/** Leaves alone what probes and smoke tests ask: a version that fails there meets no buyer. */
const hook = (body: string) => `
import { subscribe } from 'node:diagnostics_channel'
subscribe('fastify.initialization', ({ fastify }) => {
  fastify.addHook('preHandler', async (request) => {
    if (!request.url.startsWith('/api/') || request.url.endsWith('/openapi.json')) return
    ${body}
  })
})
`

/** What is wrong with a version, as a module that is loaded before all others. */
export const faults = {
  /** Every other request ends in a 500. */
  errors: hook("if (Math.random() < 0.5) throw new Error('This version is broken.')"),
  /** Answers are right, and late. */
  slow: hook('await new Promise((resolve) => setTimeout(resolve, 1_500))'),
  /** Every answer is a good one, but the bank is asked for the wrong amount and refuses. */
  payments: `
import { createRequire } from 'node:module'
const undici = createRequire(import.meta.url)('undici')
const { request } = undici
undici.request = (url, options) => {
  if (!String(url).endsWith('/v1/payments/confirm')) return request(url, options)
  const body = JSON.parse(options.body)
  return request(url, { ...options, body: JSON.stringify({ ...body, amount: body.amount + 1 }) })
}
`,
} satisfies Record<string, string>

export type Fault = keyof typeof faults

/** A version that does the same under another digest. */
export function nextVersion(images: Images, image: Image): Promise<Image> {
  return images.change(image, { VERSION: 'the next one' })
}

export async function brokenVersion(images: Images, image: Image, fault: Fault): Promise<Image> {
  const folder = `services/${image.service}-service/src`
  const main = await readFile(join(image.tree, 'app', folder, 'main.ts'), 'utf8')
  return images.change(image, {
    [`${folder}/fault.mjs`]: faults[fault],
    [`${folder}/main.ts`]: `import './fault.mjs'\n${main}`,
  })
}
