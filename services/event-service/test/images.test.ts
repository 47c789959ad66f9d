import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Image, ImageUpload } from '@tiketi/contracts/event'
import sharp from 'sharp'
import { testMoto } from './moto.ts'
import { Someone, stage } from './stage.ts'

const url = '/api/event/organiser/images'

test('a picture goes straight to S3 by a signed form, and is served upright in three sizes without its metadata', async (t) => {
  const { organiser, s3 } = await shop(t)
  // As a phone writes it: lying, with a note to turn it.
  const noise = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#c33' } })
    .withExif({ IFD0: { Model: 'a phone that gives itself away' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer()
  const upload = await asked(organiser, noise.length)
  const policy = JSON.parse(Buffer.from(upload.fields.Policy!, 'base64').toString())
  assert.deepEqual(
    policy.conditions.filter((condition: unknown) => Array.isArray(condition)),
    [
      ['content-length-range', 1, noise.length],
      ['eq', '$Content-Type', 'image/jpeg'],
    ],
  )
  assert.ok(policy.conditions.some(({ key }: { key?: string }) => key === `uploads/${upload.id}`))

  assert.equal((await completed(organiser, upload)).body.code, 'IMAGE_NOT_SENT')
  assert.equal(await sent(upload, noise), 204)
  const { status, body } = await completed(organiser, upload)
  assert.equal(status, 200)
  const { sizes } = body as Image
  assert.deepEqual(
    sizes.map(({ width, height }) => [width, height]),
    [
      [320, 569],
      [640, 1138],
      [900, 1600],
    ],
  )
  for (const { url, width, height } of sizes) {
    const served = await fetch(`${s3}/pictures${url}`, { headers: { authorization: SIGNED } })
    assert.deepEqual([served.status, served.headers.get('content-type')], [200, 'image/webp'], url)
    const metadata = await sharp(Buffer.from(await served.arrayBuffer())).metadata()
    assert.deepEqual([metadata.width, metadata.height, metadata.exif], [width, height, undefined])
  }
  assert.deepEqual((await completed(organiser, upload)).body, body, 'again: the same')
  assert.equal((await fetch(`${s3}/pictures/uploads/${upload.id}`, { headers: { authorization: SIGNED } })).status, 404)
})

test('what is no picture, or more than was announced, is refused and served nowhere', async (t) => {
  const { organiser, s3 } = await shop(t)
  const bomb = await sharp({ create: { width: 6_000, height: 5_000, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const half = (
    await sharp({ create: { width: 300, height: 300, channels: 3, background: '#123' } })
      .jpeg()
      .toBuffer()
  ).subarray(0, 500)
  const refused: [what: string, bytes: Buffer, status: number, code: string, announced?: number][] = [
    ['text', Buffer.from('<script>alert(1)</script>'), 422, 'IMAGE_UNREADABLE'],
    [
      'a drawing that runs',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      422,
      'IMAGE_UNREADABLE',
    ],
    ['half a picture', half, 422, 'IMAGE_UNREADABLE'],
    ['30 million pixels in a small file', bomb, 422, 'IMAGE_UNREADABLE'],
    ['more than announced', bomb, 413, 'IMAGE_TOO_LARGE', 100],
  ]
  for (const [what, bytes, status, code, announced = bytes.length] of refused) {
    const upload = await asked(organiser, announced)
    await sent(upload, bytes)
    const answer = await completed(organiser, upload)
    assert.deepEqual([answer.status, answer.body.code], [status, code], what)
    const served = await fetch(`${s3}/pictures/images/${upload.id}/320.webp`, { headers: { authorization: SIGNED } })
    assert.equal(served.status, 404, what)
  }
})

test('pictures are for organisers, of the three types, up to ten megabytes, each for its own', async (t) => {
  const { organiser, someone } = await shop(t)
  for (const body of [
    { type: 'image/svg+xml', bytes: 9 },
    { type: 'image/png', bytes: 10_485_761 },
    { type: 'image/png' },
  ])
    assert.equal((await organiser.post(url, body)).status, 400)
  const upload = await asked(organiser, 9)
  const other = await completed(await someone('organiser'), upload)
  assert.deepEqual([other.status, other.body.code], [404, 'IMAGE_UNKNOWN'])
  assert.equal((await (await someone('buyer')).post(url, { type: 'image/png', bytes: 9 })).status, 403)
})

test('while S3 is away a picture is a 503, and drafts are kept as ever', async (t) => {
  const { another, tokens, someone } = await stage(t)
  const app = await another({ IMAGES_ENDPOINT: 'http://127.0.0.1:9' })
  const { id } = await someone('organiser')
  const organiser = new Someone(app, id, await tokens.accessToken({ id, roles: ['organiser'] }))
  const upload = await asked(organiser, 9)
  const answer = await completed(organiser, upload)
  assert.deepEqual([answer.status, answer.body.code], [503, 'IMAGES_AWAY'])
  await organiser.draft()
})

test('a poster is printed on tickets as a small JPEG; an address that is not ours is never called', async (t) => {
  const { organiser, poster } = await shop(t)
  const picture = await sharp({ create: { width: 1600, height: 2000, channels: 3, background: '#c33' } })
    .jpeg()
    .toBuffer()
  const upload = await asked(organiser, picture.length)
  await sent(upload, picture)
  const { url: posterUrl } = (await completed(organiser, upload)).body as Image
  const { format, width, height } = await sharp(Buffer.from((await poster(posterUrl)).jpeg, 'base64')).metadata()
  assert.deepEqual([format, width, height], ['jpeg', 640, 800])

  let called = 0
  const elsewhere = createServer((_request, response) => {
    called++
    response.end(picture)
  }).listen(0, '127.0.0.1')
  t.after(() => elsewhere.close())
  await once(elsewhere, 'listening')
  const { port } = elsewhere.address() as AddressInfo
  for (const foreign of [
    `https://127.0.0.1:${port}/x.jpg`,
    `/posters/../../x.svg`,
    `/posters/gone.svg`,
    `//127.0.0.1:${port}/x`,
  ])
    assert.deepEqual(await poster(foreign), { jpeg: null }, foreign)
  assert.equal(called, 0)
})

/** The stand-in takes any signature; who asks is not what is tested. */
const SIGNED = 'AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-2/s3/aws4_request, Signature=x'

let s3: Promise<string> | undefined

/** The service with an S3 of this file's own: it takes seconds to start. */
async function shop(t: TestContext) {
  s3 ??= testMoto()
  const endpoint = await s3
  const region = '<LocationConstraint>ap-northeast-2</LocationConstraint>'
  const body = `<CreateBucketConfiguration>${region}</CreateBucketConfiguration>`
  const made = await fetch(`${endpoint}/pictures`, { method: 'PUT', headers: { authorization: SIGNED }, body })
  // 409: by the test before.
  assert.ok([200, 409].includes(made.status), await made.text())
  const { another, tokens, someone, admin } = await stage(t)
  const app = await another({ IMAGES_ENDPOINT: endpoint })
  const as = async (...roles: ('organiser' | 'buyer')[]) => {
    const { id } = await someone(...roles)
    return new Someone(app, id, await tokens.accessToken({ id, roles }))
  }
  const organiser = await as('organiser')
  /** Of a published event that has this address of it. */
  const poster = async (posterUrl: string) => {
    const { id } = await organiser.draft({ posterUrl })
    await admin.execute(`update event.event set status = 'published' where id = ?`, [id])
    const headers = { authorization: `Bearer ${await tokens.serviceToken('reservation', 'event')}` }
    const answer = await app.inject({ url: `/internal/events/${id}/poster`, headers })
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json()
  }
  return { organiser, someone: as, s3: endpoint, poster }
}

async function asked(organiser: Someone, bytes: number): Promise<ImageUpload> {
  const { status, body } = await organiser.post(url, { type: 'image/jpeg', bytes })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

async function sent({ url, fields }: ImageUpload, bytes: Buffer): Promise<number> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  form.set('file', new Blob([new Uint8Array(bytes)]))
  return (await fetch(url, { method: 'POST', body: form })).status
}

function completed(organiser: Someone, { id }: ImageUpload) {
  return organiser.post(`${url}/${id}/complete`, {})
}
