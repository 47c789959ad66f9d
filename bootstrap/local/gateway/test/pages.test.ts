import assert from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { gatewayBefore } from './stand.ts'

test("every page path is the storefront, with a policy that lets only its own and the bank's scripts run", async (t) => {
  const { url } = await gatewayBefore(t, (_, response) => response.end('a service'))
  for (const path of ['/', '/events/42', '/pay/success?orderId=1.2']) {
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /<title>Tiketi/)
    assert.equal(answer.headers.get('cache-control'), 'no-cache')
    const policy = answer.headers.get('content-security-policy')!
    assert.match(policy, /script-src 'self' http:\/\/bank\.test;.* connect-src 'self' http:\/\/bank\.test;/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|\*/)
  }
})

test("the real bank's hosts are admitted where its script is used, and only there", async (t) => {
  const policyFor = async (bankOrigin: string) => {
    const { url } = await gatewayBefore(t, (_, response) => response.end(), { bankOrigin })
    return (await fetch(url, { headers: { accept: 'text/html' } })).headers.get('content-security-policy')!
  }
  const real = await policyFor('https://js.tosspayments.com')
  assert.match(real, /script-src 'self' https:\/\/js\.tosspayments\.com;/)
  assert.match(real, /frame-src https:\/\/\*\.tosspayments\.com;/)
  assert.doesNotMatch(await policyFor('http://bank.test'), /toss|frame-src/)
})

test('files named by their content are kept for good, others are asked for again', async (t) => {
  const { url } = await gatewayBefore(t, (_, response) => response.end())
  const asset = await fetch(`${url}/assets/page-3fa9.js`)
  assert.match(asset.headers.get('cache-control')!, /immutable/)
  const robots = await fetch(`${url}/robots.txt`)
  assert.equal(robots.headers.get('cache-control'), 'no-cache')
  const headers = { 'if-none-match': robots.headers.get('etag')!, 'cache-control': 'max-age=0' }
  const again = await fetch(`${url}/robots.txt`, { headers })
  assert.equal(again.status, 304)
})

test('a poster is a picture that may be kept for an hour and runs nothing', async (t) => {
  const { url } = await gatewayBefore(t, (_, response) => response.end())
  const poster = await fetch(`${url}/posters/night.svg`)
  assert.equal(poster.headers.get('content-type'), 'image/svg+xml')
  assert.equal(poster.headers.get('content-security-policy'), "default-src 'none'")
  assert.equal(poster.headers.get('x-content-type-options'), 'nosniff')
  assert.equal(poster.headers.get('cache-control'), 'public, max-age=3600')
  for (const path of ['/posters/day.svg', '/posters/', '/posters/..%2fsecrets.json'])
    assert.ok((await fetch(url + path, { headers: { accept: 'image/*' } })).status >= 400, path)
})

test('a missing file, a wrong method and an unknown API path are a 404 problem, never a page', async (t) => {
  const { url } = await gatewayBefore(t, (_, response) => response.end())
  const wrong = [
    ['GET', '/assets/gone-1234.js'],
    ['POST', '/events/42'],
    ['GET', '/api/unknown'],
  ] as const
  for (const [method, path] of wrong) {
    const answer = await fetch(url + path, { method })
    assert.equal(answer.status, 404, path)
    assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/)
  }
})

test('pictures come from the bucket, and a form that was signed for it goes there', async (t) => {
  const seen: string[] = []
  const { url } = await gatewayBefore(t, async (request, response) => {
    const { method, url, headers } = request
    seen.push(`${method} ${url} ${headers['content-length'] ? 'whole' : 'in parts'} ${await text(request)}`)
    response.writeHead(request.method === 'GET' ? 200 : 204, { 'content-type': 'image/webp' }).end()
  })
  const picture = await fetch(`${url}/images/1/320.webp`)
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/webp'])
  const form = new FormData()
  form.set('key', 'uploads/1')
  form.set('file', new Blob(['a picture']))
  assert.equal((await fetch(`${url}/uploads`, { method: 'POST', body: form })).status, 204)
  assert.equal(seen[0], 'GET /tiketi-pictures/images/1/320.webp in parts ')
  assert.match(seen[1]!, /^POST \/tiketi-pictures whole .*name="key".*uploads\/1.*name="file".*a picture/s)
})
