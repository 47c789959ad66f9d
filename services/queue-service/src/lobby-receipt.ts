import { signingKeys } from '@tiketi/kit/access-token'
import { entryOf } from './lobby.ts'

const RECEIPT = { issuer: 'tiketi-queue', audience: 'tiketi-lobby' }
/** Long enough to complain about a draw. */
const RECEIPT_SECONDS = 90 * 86_400

export interface LobbyReceipts {
  /** The entry of a person by the present key. */
  entryOf(of: { onSaleId: string; personId: string }): Buffer
  /** A signed word that this entry takes part in the draw of this sale; it names nobody. */
  sign(of: { onSaleId: string; entry: Buffer }): Promise<string>
}

/** @param placeKeys comma-separated; the first makes entries. */
export function lobbyReceipts(keys: string, placeKeys: string): LobbyReceipts {
  const signer = signingKeys(keys, RECEIPT)
  const [key] = placeKeys.split(',')
  return {
    entryOf: (of) => entryOf(key!.trim(), of),
    sign: ({ onSaleId, entry }) => signer.sign({ sub: entry.toString('hex'), sale: onSaleId }, RECEIPT_SECONDS),
  }
}
