import { hash } from 'node:crypto'
import { ENTRY_BYTES } from './lobby.ts'

const LEAF = Buffer.from([0])
const NODE = Buffer.from([1])

/**
 * The root of the Merkle tree over entries in ascending order (RFC 9162 §2.1.1): leaves are SHA-256(0x00, entry), nodes
 * SHA-256(0x01, left, right); an odd node at the end goes up as it is. The root of nothing is SHA-256 of nothing.
 *
 * @param entries one after another.
 */
export function merkleRoot(entries: Buffer): Buffer {
  if (entries.length === 0) return sha256(entries)
  let level: Buffer[] = []
  for (let at = 0; at < entries.length; at += ENTRY_BYTES)
    level.push(sha256(Buffer.concat([LEAF, entries.subarray(at, at + ENTRY_BYTES)])))
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at]!, level[at + 1]]
      above.push(right ? sha256(Buffer.concat([NODE, left, right])) : left)
    }
    level = above
  }
  return level[0]!
}

export const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer')
