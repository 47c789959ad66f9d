import { baseConfig } from '@tiketi/kit/config'
import Type from 'typebox'

export const Config = Type.Object({
  ...baseConfig('event'),
  /** The bucket of pictures: browsers send to uploads/, the CDN serves images/. */
  IMAGES_BUCKET: Type.String({ minLength: 3, maxLength: 63 }),
  /** What stands in for S3 on one's own machine, and where browsers find it. */
  IMAGES_ENDPOINT: Type.Optional(Type.String({ pattern: '^https?://' })),
  IMAGES_UPLOAD_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  /** Who serves posters that are in no bucket: those of the demo, on one's own machine. */
  POSTERS_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
})
export type Config = Type.Static<typeof Config>
