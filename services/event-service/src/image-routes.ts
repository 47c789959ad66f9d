import { CreateImage, Image, ImageUpload } from '@tiketi/contracts/event'
import { Id, strict } from '@tiketi/contracts/schema'
import type { App } from '@tiketi/kit/create-app'
import { completeImage, createImage } from './image.ts'
import type { ImageStore } from './image-store.ts'
import { organisers } from './own.ts'

const config = { ...organisers, rateLimit: { max: 60, timeWindow: 60_000 } }
const tags = ['Pictures']

export function addImageRoutes(app: App, store: ImageStore): void {
  app.post(
    '/api/event/organiser/images',
    {
      config,
      schema: {
        tags,
        summary: 'Ask to send a picture: the answer is a form for S3',
        description: 'JPEG, PNG or WebP of at most 10 MiB, within ten minutes. Then complete it.',
        body: CreateImage,
        response: { 201: ImageUpload },
      },
    },
    async (request, reply) => reply.code(201).send(await createImage(request.em, store, request.user, request.body)),
  )

  app.post(
    '/api/event/organiser/images/:id/complete',
    {
      config,
      schema: {
        tags,
        summary: 'Serve the picture that was sent, in every size',
        params: strict({ id: Id }),
        response: { 200: Image },
      },
    },
    ({ em, user, params }) => completeImage(em, store, user, params.id),
  )
}
