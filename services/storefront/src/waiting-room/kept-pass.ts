import type { Pass } from '@tiketi/contracts/queue'
import { serverNow } from '../clock/server-clock.ts'

/** The pass of an on-sale stays in the tab that claimed it. */
const slot = (onSaleId: string) => `tiketi.pass.${onSaleId}`

export function keepPass(onSaleId: string, { pass, expiresAt }: Pass) {
  sessionStorage.setItem(slot(onSaleId), JSON.stringify({ pass, expiresAt }))
}

export function keptPass(onSaleId: string): Pick<Pass, 'pass' | 'expiresAt'> | null {
  const stored = sessionStorage.getItem(slot(onSaleId))
  if (!stored) return null
  const kept = JSON.parse(stored) as Pick<Pass, 'pass' | 'expiresAt'>
  return Date.parse(kept.expiresAt) > serverNow() ? kept : null
}

export function dropPass(onSaleId: string) {
  sessionStorage.removeItem(slot(onSaleId))
}
