import { createHash } from 'node:crypto'

/** What is kept of a code, in hex: told apart by event, so that one list says nothing of another. */
export function hashOfCode(eventId: string, code: string): string {
  const plain = code.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  return createHash('sha256').update(`${eventId} ${plain}`).digest('hex')
}
