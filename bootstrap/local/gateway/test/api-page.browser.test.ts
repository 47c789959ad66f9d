import assert from 'node:assert/strict'
import test from 'node:test'
import { serviceNames } from '@tiketi/contracts/routes'
import { chromium } from 'playwright-core'
import { gatewayBefore } from './stand.ts'

test('the API page shows every service, asks no other host for anything, and breaks no policy of its own', async (t) => {
  const { url } = await gatewayBefore(t, (incoming, response) => {
    const [, , service] = incoming.url!.split('/')
    response.setHeader('content-type', 'application/json').end(JSON.stringify(description(service!)))
  })
  const browser = await chromium.launch({ executablePath: process.env.TIKETI_TEST_CHROMIUM!, args: ['--no-sandbox'] })
  t.after(() => browser.close())
  const page = await browser.newPage()
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
  )
  page.on('pageerror', (error) => complaints.push(error.message))

  await page.goto(`${url}/docs`)
  await page.getByText('Says hello for auth').first().waitFor()
  await page.getByText('auth-service').first().click()
  for (const name of serviceNames) await page.getByText(`${name}-service`).first().waitFor()

  assert.deepEqual(elsewhere, [])
  assert.deepEqual(complaints, [])
})

function description(service: string) {
  const responses = { 200: { description: 'Hello' } }
  return {
    openapi: '3.1.0',
    info: { title: `Tiketi ${service}`, version: '1' },
    paths: { [`/api/${service}/hello`]: { get: { summary: `Says hello for ${service}`, responses } } },
  }
}
