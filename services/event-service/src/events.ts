import { handlers } from '@tiketi/kit/consume'
import type { AnswerCache } from './answer-cache.ts'

export function eventHandlers(cache: AnswerCache) {
  return handlers<'event'>({
    'event.changed': () => cache.renew(),
  })
}
