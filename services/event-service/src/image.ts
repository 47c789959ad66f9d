import { randomUUID } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'
import { type CreateImage, IMAGE_WIDTHS, type Image, type ImageUpload } from '@tiketi/contracts/event'
import type { Caller } from '@tiketi/kit/access'
import { Refusal } from '@tiketi/kit/refusal'
import type { ImageStore } from './image-store.ts'
import { resizeImage } from './resize-image.ts'

interface Row {
  bytes: number
  sizes: { width: number; height: number }[] | null
}

/** Leave for an organiser to send one picture straight to the bucket. */
export async function createImage(
  em: EntityManager,
  store: ImageStore,
  caller: Caller,
  wish: CreateImage,
): Promise<ImageUpload> {
  const id = randomUUID()
  await em.execute('insert into image (id, organiser_id, bytes) values (?, ?, ?)', [id, caller.id, wish.bytes])
  return store.upload(id, wish)
}

/**
 * Makes what was sent into the sizes that the CDN serves; doing it again gives the same answer. No transaction is open
 * meanwhile: of two who ask at once, both write the same pictures.
 *
 * @throws Refusal 404 IMAGE_UNKNOWN; 409 IMAGE_NOT_SENT; 413 IMAGE_TOO_LARGE; 422 IMAGE_UNREADABLE; 503 IMAGES_AWAY.
 */
export async function completeImage(em: EntityManager, store: ImageStore, caller: Caller, id: string): Promise<Image> {
  const [row] = await em.execute<Row[]>('select bytes, sizes from image where id = ? and organiser_id = ?', [
    id,
    caller.id,
  ])
  if (!row) throw new Refusal('IMAGE_UNKNOWN', 404, 'There is no such picture.')
  if (row.sizes) return toImage(id, row.sizes)
  const bytes = await store.sent(id, row.bytes)
  if (!bytes) throw new Refusal('IMAGE_NOT_SENT', 409, 'The picture has not arrived yet. Please send it again.')
  const images = await resizeImage(bytes)
  await store.keep(id, images)
  const sizes = images.map(({ width, height }) => ({ width, height }))
  await em.execute('update image set sizes = ?::jsonb where id = ? and sizes is null', [JSON.stringify(sizes), id])
  return toImage(id, sizes)
}

function toImage(id: string, sizes: { width: number; height: number }[]): Image {
  const served = sizes.map((size, at) => ({ ...size, url: `/images/${id}/${IMAGE_WIDTHS[at]}.webp` }))
  return { id, url: served.at(-1)!.url, sizes: served }
}

/** Forgets what nobody sent within a day; the bucket forgets what nobody completed by itself. */
export async function forgetImages(em: EntityManager): Promise<void> {
  await em.execute("delete from image where sizes is null and created_at < now() - interval '1 day'")
}
