import type { FastifyInstance, FastifyReply } from 'fastify'
import { PICTURES_BUCKET, SIGNED } from '../pictures.ts'

/** A picture of ten megabytes with the fields of its form. */
const MOST_BYTES = 11 * 1_024 * 1_024

/** As in the cloud: the CDN serves the bucket's images/, and browsers send to the bucket by the form that they were given. */
export async function servePictures(app: FastifyInstance, port: number): Promise<void> {
  const bucket = `http://127.0.0.1:${port}/${PICTURES_BUCKET}`
  // Whole, since S3 takes no body of which it is not told the length.
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: MOST_BYTES },
    (_request, form, done) => done(null, form),
  )

  app.get('/images/*', async ({ url }, reply) => pass(reply, () => fetch(bucket + url, { headers: SIGNED })))

  app.post<{ Body: Buffer<ArrayBuffer> }>('/uploads', { bodyLimit: MOST_BYTES }, async ({ headers, body }, reply) =>
    pass(reply, () =>
      fetch(bucket, {
        method: 'POST',
        headers: { 'content-type': headers['content-type'] ?? '' },
        body,
      }),
    ),
  )
}

async function pass(reply: FastifyReply, ask: () => Promise<Response>) {
  const answer = await ask().catch(() => undefined)
  if (!answer) return reply.code(503).header('retry-after', '2').send('Pictures are not here yet.')
  reply.code(answer.status)
  for (const name of ['content-type', 'cache-control', 'etag'])
    if (answer.headers.has(name)) reply.header(name, answer.headers.get(name))
  return reply.send(Buffer.from(await answer.arrayBuffer()))
}
