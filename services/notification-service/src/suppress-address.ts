import { createHash } from 'node:crypto'
import type { EntityManager } from '@mikro-orm/postgresql'

/** Sends nothing more to an address that refused us. Only its hash is kept. */
export async function suppressAddress(em: EntityManager, address: string, because: string): Promise<void> {
  await em.execute(`insert into suppressed_address (address_hash, because) values (?, ?) on conflict do nothing`, [
    hashOf(address),
    because,
  ])
}

export async function isSuppressed(em: EntityManager, address: string): Promise<boolean> {
  const rows = await em.execute(`select 1 from suppressed_address where address_hash = ?`, [hashOf(address)])
  return rows.length > 0
}

function hashOf(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('base64url')
}
