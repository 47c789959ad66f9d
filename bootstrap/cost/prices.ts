import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const HOURS = 730

type Unit = 'hour' | 'gbMonth' | 'gb' | 'month' | 'million'

type Table = Record<Unit, Record<string, [usd: number, standing: 'list' | 'seen' | 'estimate']>> & { asOf: string }

/** The dated table; the region and the standing of each price are written in it. */
export const prices: Table = JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8'))

/** @throws Error with one sentence that names the price which is missing. */
export function priceOf(unit: Unit, what: string): number {
  const price = prices[unit][what]
  if (!price) throw new Error(`There is no price of "${what}" by ${unit}: add it to bootstrap/cost/prices.json.`)
  return price[0]
}

export const perMonth = (what: string) => priceOf('hour', what) * HOURS
