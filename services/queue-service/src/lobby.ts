import { createHmac } from 'node:crypto'

/** The lobby closes so long before the opening: time for the root, the beacon and the draw. */
export const LOBBY_CLOSES_BEFORE_MS = 30_000

/** An entry is so long; its person is known by it to nobody without the key. */
export const ENTRY_BYTES = 32

/**
 * A person's entry in the draw of a sale. The server alone can make it, and always makes the same, so nobody can try
 * others until one comes out well, and nobody has two.
 */
export function entryOf(key: string, { onSaleId, personId }: { onSaleId: string; personId: string }): Buffer {
  return createHmac('sha256', key).update(`lobby entry\n${onSaleId}\n${personId}`).digest()
}
