import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { createPresignedPost } from '@aws-sdk/s3-presigned-post'
import { type CreateImage, IMAGE_WIDTHS, type ImageUpload } from '@tiketi/contracts/event'
import { Refusal } from '@tiketi/kit/refusal'
import type { Config } from './config.ts'
import type { ResizedImage } from './resize-image.ts'

const SENDABLE_SECONDS = 600
const ANSWER_WITHIN_MS = 10_000
/** A picture under its name never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** The bucket of pictures. @throws Refusal 503 IMAGES_AWAY from all that asks S3. */
export interface ImageStore {
  /** A form that S3 takes once within ten minutes: this key, this type, at most so many bytes. Signed here, not asked for. */
  upload(id: string, wish: CreateImage): Promise<ImageUpload>
  /** What was sent; nothing when nothing was. @throws Refusal 413 IMAGE_TOO_LARGE when it is more than was announced. */
  sent(id: string, mostBytes: number): Promise<Buffer | undefined>
  /** Keeps a picture for the CDN to serve, and drops what was sent. */
  keep(id: string, images: ResizedImage[]): Promise<void>
  /** A picture that the CDN serves under this path; nothing where there is none. */
  served(path: string): Promise<Buffer | undefined>
  close(): void
}

export function imageStore({ IMAGES_BUCKET: Bucket, IMAGES_ENDPOINT, IMAGES_UPLOAD_URL }: Config): ImageStore {
  const standIn: S3ClientConfig = IMAGES_ENDPOINT
    ? {
        endpoint: IMAGES_ENDPOINT,
        forcePathStyle: true,
        region: 'ap-northeast-2',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      }
    : {}
  const s3 = new S3Client({
    ...standIn,
    maxAttempts: 2,
    requestHandler: { requestTimeout: ANSWER_WITHIN_MS, connectionTimeout: 2_000 },
  })

  return {
    async upload(id, { type, bytes }) {
      const { url, fields } = await createPresignedPost(s3, {
        Bucket,
        Key: uploadKey(id),
        Expires: SENDABLE_SECONDS,
        Fields: { 'Content-Type': type },
        Conditions: [
          ['content-length-range', 1, bytes],
          ['eq', '$Content-Type', type],
        ],
      })
      return { id, url: IMAGES_UPLOAD_URL ?? url, fields }
    },

    async sent(id, mostBytes) {
      const object = await reached(() => s3.send(new GetObjectCommand({ Bucket, Key: uploadKey(id) })))
      if (!object?.Body) return undefined
      // S3 enforces the form's limit; nobody else's word is taken for it.
      if ((object.ContentLength ?? 0) > mostBytes) {
        object.Body.transformToWebStream().cancel()
        throw new Refusal('IMAGE_TOO_LARGE', 413, 'This picture is larger than was announced.', { mostBytes })
      }
      return reached(async () => Buffer.from(await object.Body!.transformToByteArray()))
    },

    async keep(id, images) {
      for (const [at, { bytes }] of images.entries())
        await reached(() =>
          s3.send(
            new PutObjectCommand({
              Bucket,
              Key: `images/${id}/${IMAGE_WIDTHS[at]}.webp`,
              Body: bytes,
              ContentType: 'image/webp',
              CacheControl: FOR_EVER,
            }),
          ),
        )
      await reached(() => s3.send(new DeleteObjectCommand({ Bucket, Key: uploadKey(id) })))
    },

    async served(path) {
      const object = await reached(() => s3.send(new GetObjectCommand({ Bucket, Key: path.slice(1) })))
      return object?.Body && reached(async () => Buffer.from(await object.Body!.transformToByteArray()))
    },

    close: () => s3.destroy(),
  }
}

function uploadKey(id: string): string {
  return `uploads/${id}`
}

/** Nothing where there is no such object. */
async function reached<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    // Who may not list a bucket is not told what is missing (S3 API reference, GetObject).
    if (error instanceof S3ServiceException && ['NoSuchKey', 'AccessDenied'].includes(error.name)) return undefined
    throw Object.assign(
      new Refusal('IMAGES_AWAY', 503, 'We cannot reach our pictures right now. Please try again in a moment.'),
      {
        cause: error,
      },
    )
  }
}
