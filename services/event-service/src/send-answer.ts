import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from './answer-cache.ts'

/** A CDN and a browser may show it for some seconds, and once more while they fetch the next one. */
const CACHING = 'public, max-age=5, stale-while-revalidate=25'

/** Sends the bytes of an answer as they are, or 304 to a client that has them (RFC 9110, 13.1.2). */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, { body, etag }: Answer): FastifyReply {
  reply.header('cache-control', CACHING).header('etag', etag)
  if (knows(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(body)
}

/** A CDN that compresses makes the tag weak; the content is the same. */
function knows(tags: string | undefined, etag: string): boolean {
  if (tags === undefined) return false
  return tags.trim() === '*' || tags.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
