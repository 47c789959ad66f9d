import { setTimeout as pause } from 'node:timers/promises'
import { motoServer } from '../tools.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'

/** The bucket that event-service writes to and the gateway serves from. */
export const PICTURES_BUCKET = 'tiketi-pictures'

/** What the stand-in for S3 wants to see: the form of a signature, not a true one. */
export const SIGNED = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-2/s3/aws4_request, Signature=x',
}

const READY_WITHIN_MS = 60_000

/** Starts what stands in for S3, with an empty bucket: it keeps pictures until it ends. */
export async function startPictures({
  port,
  ...options
}: Pick<ChildOptions, 'env' | 'logFile'> & { port: number }): Promise<Child> {
  const command = await motoServer()
  const child = await startChild({ name: 'S3', command, args: ['-H', '127.0.0.1', '-p', String(port)], ...options })
  const giveUpAt = performance.now() + READY_WITHIN_MS
  while (child.running && performance.now() < giveUpAt) {
    if (await makeBucket(port)) return child
    await pause(100)
  }
  await child.stop()
  throw new Error(await child.ended)
}

async function makeBucket(port: number): Promise<boolean> {
  const region = '<LocationConstraint>ap-northeast-2</LocationConstraint>'
  const body = `<CreateBucketConfiguration>${region}</CreateBucketConfiguration>`
  const answer = await fetch(`http://127.0.0.1:${port}/${PICTURES_BUCKET}`, {
    method: 'PUT',
    headers: SIGNED,
    body,
  }).catch(() => undefined)
  return answer?.ok ?? false
}
