import { Refusal } from '@tiketi/kit/refusal'

/** The line has lost its memory and is about to begin anew. */
export function lineAway(): Refusal {
  return new Refusal('LINE_AWAY', 503, 'The line is being put in order. Please try again in a moment.', {
    retryAfterSeconds: 2,
  })
}

export function lineClosed(): Refusal {
  return new Refusal('LINE_CLOSED', 409, 'This sale is over.')
}
