import { IMAGE_WIDTHS } from '@tiketi/contracts/event'
import { Refusal } from '@tiketi/kit/refusal'
import sharp from 'sharp'

/** A poster is twelve million; beyond this a small file may unpack to all of a pod's memory. */
const MOST_PIXELS = 25_000_000
/** Some six centimetres at 270 dots an inch. */
const PRINTED_WIDTH = 640

export interface ResizedImage {
  width: number
  height: number
  bytes: Buffer
}

// One picture on one core at a time: a pod has half of one, and memory for one.
sharp.concurrency(1)
sharp.cache(false)
let last: Promise<unknown> = Promise.resolve()

/**
 * A picture in each of IMAGE_WIDTHS, or its own where it is narrower, upright and without what its camera wrote down.
 * @throws Refusal 422 IMAGE_UNREADABLE when the bytes are no JPEG, PNG or WebP, or too many pixels.
 */
export function resizeImage(bytes: Buffer): Promise<ResizedImage[]> {
  const resized = last.then(() => resize(bytes))
  last = resized.catch(() => undefined)
  return resized
}

/** A picture as printers take it, also from a drawing. @throws Error when it cannot be read. */
export function asJpeg(bytes: Buffer): Promise<Buffer> {
  const drawn = last.then(() =>
    sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .resize({ width: PRINTED_WIDTH, withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 80 })
      .toBuffer(),
  )
  last = drawn.catch(() => undefined)
  return drawn
}

async function resize(bytes: Buffer): Promise<ResizedImage[]> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    const { format, autoOrient } = await picture.metadata()
    if (!['jpeg', 'png', 'webp'].includes(format)) throw new Error(`is ${format}`)
    const images: ResizedImage[] = []
    for (const wanted of IMAGE_WIDTHS) {
      const scaled = picture
        .clone()
        .autoOrient()
        .resize({ width: Math.min(wanted, autoOrient.width) })
      const { data, info } = await scaled.webp({ quality: 80 }).toBuffer({ resolveWithObject: true })
      images.push({ width: info.width, height: info.height, bytes: data })
    }
    return images
  } catch {
    throw new Refusal(
      'IMAGE_UNREADABLE',
      422,
      'This file is no picture that we can read: JPEG, PNG or WebP, at most 25 million pixels.',
    )
  }
}
